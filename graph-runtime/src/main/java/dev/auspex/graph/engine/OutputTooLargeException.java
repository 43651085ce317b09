package dev.auspex.graph.engine;

/** A run gave more than may be copied out of the engine. */
public final class OutputTooLargeException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final String output;
    private final long most;

    /** @param most bytes that all outputs of a run may have */
    public OutputTooLargeException(String output, long most) {
        super("output " + output + " is too large: the outputs of one run may have " + most + " bytes in all");
        this.output = output;
        this.most = most;
    }

    /** Name of the output. */
    public String output() {
        return output;
    }

    /** Bytes that all outputs of a run may have. */
    public long most() {
        return most;
    }
}
