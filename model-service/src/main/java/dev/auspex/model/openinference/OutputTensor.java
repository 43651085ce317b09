package dev.auspex.model.openinference;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.auspex.model.engine.ElementType;
import dev.auspex.model.engine.Tensor;

/**
 * An output with its values.
 *
 * @param name     name of the output
 * @param datatype type of the elements
 * @param shape    sizes of the dimensions
 * @param data     values in row-major order; null where a float is not a number
 */
@SuppressWarnings("ArrayRecordComponent") // written once as JSON, never compared
public record OutputTensor(
        String name,

        @Schema(implementation = String.class, examples = "FP32")
        ElementType datatype,

        long[] shape,

        @Schema(type = SchemaType.ARRAY, implementation = Object.class)
        Object data) {

    static OutputTensor of(Tensor tensor) {
        return new OutputTensor(tensor.name(), tensor.type(), tensor.shape(), finite(tensor.data()));
    }

    /** JSON has no word for what is not a finite number. */
    private static Object finite(Object data) {
        return switch (data) {
            case float[] values -> finite(values);
            case double[] values -> finite(values);
            default -> data;
        };
    }

    private static Object finite(float[] values) {
        Float[] boxed = null;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                boxed = new Float[values.length];
                break;
            }
        }
        if (boxed == null) {
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            boxed[i] = Float.isFinite(values[i]) ? values[i] : null;
        }
        return boxed;
    }

    private static Object finite(double[] values) {
        Double[] boxed = null;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                boxed = new Double[values.length];
                break;
            }
        }
        if (boxed == null) {
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            boxed[i] = Double.isFinite(values[i]) ? values[i] : null;
        }
        return boxed;
    }
}
