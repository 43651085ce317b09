package dev.auspex.model.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;

/** Calls with one FP32 input whose first output is asked for. */
final class Calls {

    private Calls() {}

    static TensorCall column(float... values) {
        return table(values.length, 1, values);
    }

    static TensorCall table(int rows, int columns, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new TensorCall(
                new Values[] {Values.of(ElementType.FP32, new long[] {rows, columns}, bytes.flip())}, new int[] {0});
    }
}
