package dev.auspex.model.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.OnnxFacts;
import dev.auspex.graph.onnx.OnnxScan;
import dev.auspex.model.artifact.Sha256;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.Signature;

/** Finds out what is stored of a version for ever. */
@ApplicationScoped
public class FactsReader {

    private final MemoryBudget memory;

    FactsReader(MemoryBudget memory) {
        this.memory = memory;
    }

    /**
     * Reads the facts of unpacked files.
     *
     * @param sha256        of the artifact, hex
     * @param sizeBytes     of the artifact
     * @param measuredBytes memory that a trial took, or 0
     * @throws OnnxException where the graph is none that is taken
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
                new Signature(facts.inputs(), facts.outputs()),
                metrics,
                memory.expected(onnxBytes, measuredBytes));
    }
}
