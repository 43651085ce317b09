package dev.auspex.model.openinference;

/** Headers of the protocol and ours beside it. */
final class OpenInferenceHeaders {

    /** Bytes of the JSON where binary tensors follow it, in requests and answers. */
    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private OpenInferenceHeaders() {}
}
