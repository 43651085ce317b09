package dev.auspex.graph.onnx;

/** A file is no ONNX graph that is taken. The message says what is wrong, for whoever sent it. */
public class OnnxException extends Exception {

    private static final long serialVersionUID = 1L;

    public OnnxException(String message) {
        super(message);
    }
}
