package dev.auspex.graph.onnx;

/** Thrown when a file is not an accepted ONNX graph. The message tells the sender of the file what is wrong. */
public class OnnxException extends Exception {

    private static final long serialVersionUID = 1L;

    public OnnxException(String message) {
        super(message);
    }
}
