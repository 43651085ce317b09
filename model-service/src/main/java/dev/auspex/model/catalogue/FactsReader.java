package dev.auspex.model.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.contracts.model.GraphTensor;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.OnnxFacts;
import dev.auspex.graph.onnx.OnnxScan;
import dev.auspex.graph.onnx.OpenWidths;
import dev.auspex.model.artifact.Sha256;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.Signature;

/** Reads the facts about a version that are stored permanently. */
@ApplicationScoped
public class FactsReader {

    private final MemoryBudget memory;

    FactsReader(MemoryBudget memory) {
        this.memory = memory;
    }

    /**
     * Reads the facts of unpacked files.
     *
     * @param sha256        SHA-256 of the artifact, hex
     * @param sizeBytes     size of the artifact
     * @param measuredBytes memory that a trial took, or 0
     * @throws OnnxException if the graph is not one that can be accepted
     */
    public StoredVersion.Facts read(
            Path folder,
            String model,
            String version,
            String sha256,
            long sizeBytes,
            boolean bare,
            Map<String, Double> metrics,
            long measuredBytes)
            throws IOException, OnnxException {
        Path graph = folder.resolve(PackageReader.GRAPH);
        OnnxFacts facts = OnnxScan.of(graph);
        long onnxBytes = Files.size(graph);
        return new StoredVersion.Facts(
                model,
                version,
                sha256,
                sizeBytes,
                bare,
                Sha256.of(graph),
                onnxBytes,
                facts.opset(),
                facts.irVersion(),
                facts.producer(),
                new Signature(declared(graph, facts.inputs()), facts.outputs()),
                metrics,
                memory.expected(onnxBytes, measuredBytes));
    }

    /** Returns the inputs as the engine will report them once the graph is open. */
    private static List<GraphTensor> declared(Path graph, List<GraphTensor> inputs) throws IOException, OnnxException {
        boolean open = inputs.stream()
                .anyMatch(it -> it.shape().size() == 2 && it.shape().get(1) == -1);
        if (!open || Files.size(graph) > OpenWidths.LARGEST) {
            return inputs;
        }
        Map<String, Long> widths = OpenWidths.of(Files.readAllBytes(graph));
        return inputs.stream()
                .map(it -> widths.containsKey(it.name()) && it.shape().size() == 2
                        ? new GraphTensor(
                                it.name(),
                                it.type(),
                                List.of(
                                        it.shape().get(0),
                                        it.shape().get(1) == -1
                                                ? widths.get(it.name())
                                                : it.shape().get(1)),
                                it.dimensions())
                        : it)
                .toList();
    }
}
