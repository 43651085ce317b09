package dev.auspex.model.openinference;

import dev.auspex.graph.engine.Values;

/**
 * Estimates the memory for an answer before it is written: the outputs, and their text, of which two copies exist while
 * it is assembled.
 */
final class AnswerSize {

    private static final int COPIES = 2;

    /** Bytes for each character of a string, with room for quotes, a comma, and characters outside of ASCII. */
    private static final int LETTER_BYTES = 3;

    private AnswerSize() {}

    /** Returns the most bytes that the answer takes, for outputs in the order in which they were requested. */
    static long bytes(InferenceCall call, Values[] outputs) {
        long sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            AskedOutput asked = call.outputs().get(i);
            sum += held(outputs[i])
                    + (asked.binary() && asked.classes() == 0 ? held(outputs[i]) : COPIES * text(outputs[i]));
        }
        return sum;
    }

    private static long held(Values values) {
        if (values.texts() == null) {
            return values.bytes().remaining();
        }
        long sum = 0;
        for (String text : values.texts()) {
            sum += DataReader.TEXT_BYTES + text.length();
        }
        return sum;
    }

    private static long text(Values values) {
        if (values.texts() != null) {
            return LETTER_BYTES * held(values);
        }
        int longest =
                switch (values.type()) {
                    case BOOL, INT16, UINT16, FP16 -> 7;
                    case INT8, UINT8 -> 5;
                    case INT32, UINT32 -> 12;
                    case FP32, BF16 -> 15;
                    default -> 25;
                };
        return (long) longest * values.count();
    }
}
