package dev.auspex.model.openinference;

/** Headers of the Open Inference Protocol. */
final class OpenInferenceHeaders {

    /** Length of the JSON in bytes if binary tensors follow it, in requests and answers. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private OpenInferenceHeaders() {}
}
