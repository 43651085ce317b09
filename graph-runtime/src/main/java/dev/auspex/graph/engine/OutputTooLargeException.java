package dev.auspex.graph.engine;

/** Thrown when the outputs of a run are larger than may be copied out of the engine. */
public final class OutputTooLargeException extends GraphException {

    private static final long serialVersionUID = 1L;

    private final String output;
    private final long most;

    /** @param most maximum bytes of all outputs of a run */
    public OutputTooLargeException(String output, long most) {
        super("output " + output + " is too large: the outputs of one run can have at most " + most
                + " bytes in total");
        this.output = output;
        this.most = most;
    }

    /** Returns the name of the output. */
    public String output() {
        return output;
    }

    /** Returns the maximum bytes of all outputs of a run. */
    public long most() {
        return most;
    }
}
