package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * A version as the registry keeps it: immutable facts, and what is wanted and true of it now.
 *
 * @param model        model name
 * @param version      version
 * @param shared       whether all tenants see it; otherwise it is the caller's tenant's own
 * @param sha256       SHA-256 of the artifact as stored, hex; also its ETag
 * @param sizeBytes    size of the artifact
 * @param onnxSha256   SHA-256 of the ONNX file, hex
 * @param onnxBytes    size of the ONNX file
 * @param opset        version of the default operator set that the graph asks for; 0 where it asks for none
 * @param irVersion    version of ONNX' file format
 * @param producer     program that wrote the graph, as the file says; may be empty
 * @param provenance   where it came from
 * @param inputs       inputs in the order of the graph
 * @param outputs      outputs in the order of the graph
 * @param metrics      held-out metrics by name
 * @param described    whether it has a schema of named features, so that the typed calls can ask it
 * @param hasReference whether it has a reference profile
 * @param hasCard      whether it has a card
 * @param memoryBytes  memory that loading it is expected to take
 * @param wanted       whether it shall be loaded
 * @param generation   counts what calls for loading it anew: a reload, another description
 * @param state        the least good of its states over all replicas
 * @param replicas     its state on each replica
 * @param aliases      aliases that name it
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
