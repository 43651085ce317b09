package dev.auspex.model.openinference;

/**
 * The body of an answer.
 *
 * @param body       JSON and, behind it, the binary tensors
 * @param jsonLength bytes of the JSON, or -1 where nothing follows it
 * @param rows       rows that it answers
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record InferenceAnswer(byte[] body, int jsonLength, int rows) {

    boolean binary() {
        return jsonLength >= 0;
    }
}
