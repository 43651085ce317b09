package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * A version in the registry: immutable facts, its desired state and its observed state.
 *
 * @param model        name of the model
 * @param version      version of the model
 * @param shared       whether all tenants can use the version; otherwise it belongs to the caller's tenant
 * @param sha256       SHA-256 of the stored artifact in hexadecimal, which is also its ETag
 * @param sizeBytes    size of the artifact in bytes
 * @param onnxSha256   SHA-256 of the ONNX file in hexadecimal
 * @param onnxBytes    size of the ONNX file in bytes
 * @param opset        version of the default operator set that the graph requires; 0 if it requires none
 * @param irVersion    version of the ONNX file format
 * @param producer     program that wrote the graph, according to the file; may be empty
 * @param provenance   origin of the version
 * @param inputs       inputs in the order of the graph
 * @param outputs      outputs in the order of the graph
 * @param metrics      held-out metrics by name
 * @param described    whether the version has a schema of named features, so that typed calls can use it
 * @param hasReference whether it has a reference profile
 * @param hasCard      whether it has a card
 * @param memoryBytes  expected memory use when loaded, in bytes
 * @param wanted       whether the version should be loaded
 * @param generation   number that increases whenever the version must be loaded again, after a reload or a new
 *                     description
 * @param state        the least advanced of its states on all replicas
 * @param replicas     state on each replica
 * @param aliases      aliases that name the version
 */
public record RegisteredVersion(
        String model,
        String version,
        boolean shared,
        String sha256,
        long sizeBytes,
        String onnxSha256,
        long onnxBytes,
        long opset,
        long irVersion,
        String producer,
        Provenance provenance,
        List<GraphTensor> inputs,
        List<GraphTensor> outputs,
        Map<String, Double> metrics,
        boolean described,
        boolean hasReference,
        boolean hasCard,
        long memoryBytes,
        boolean wanted,
        long generation,
        VersionState state,
        List<ReplicaState> replicas,
        List<String> aliases) {}
