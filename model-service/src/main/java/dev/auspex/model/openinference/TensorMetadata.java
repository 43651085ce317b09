package dev.auspex.model.openinference;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.TensorSpec;

/**
 * An input or output.
 *
 * @param name     name in the graph
 * @param datatype type of the elements
 * @param shape    sizes of the dimensions; -1 allows any size
 */
public record TensorMetadata(
        String name,

        @Schema(implementation = String.class, examples = "FP32")
        ElementType datatype,

        List<Long> shape) {

    static List<TensorMetadata> of(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> new TensorMetadata(spec.name(), spec.type(), spec.shape()))
                .toList();
    }
}
