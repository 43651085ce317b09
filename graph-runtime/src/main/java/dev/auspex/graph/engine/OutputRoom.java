package dev.auspex.graph.engine;

/** What the outputs of one run may take before they are copied out of the engine. One thread uses it. */
final class OutputRoom {

    /** What a string costs beside its characters. */
    private static final int STRING = 48;

    private final long most;
    private long left;

    OutputRoom(long most) {
        this.most = most;
        this.left = most;
    }

    /**
     * Takes room for a tensor.
     *
     * @param elements how many it has
     * @throws OutputTooLargeException where not as much is left
     */
    void take(String output, ElementType type, long elements) throws OutputTooLargeException {
        int size = type == ElementType.BYTES ? STRING : Math.max(1, type.size());
        // Divided and not multiplied, for a shape may name more elements than a long counts bytes.
        if (elements < 0 || elements > left / size) {
            throw new OutputTooLargeException(output, most);
        }
        left -= elements * size;
    }
}
