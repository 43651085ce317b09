package dev.auspex.graph.engine;

/** Limits the size of the outputs of one run before they are copied out of the engine. Not thread-safe. */
final class OutputRoom {

    /** Bytes that a string costs in addition to its characters. */
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
     * @param elements number of its elements
     * @throws OutputTooLargeException if there is not enough room left
     */
    void take(String output, ElementType type, long elements) throws OutputTooLargeException {
        int size = type == ElementType.BYTES ? STRING : Math.max(1, type.size());
        // Division instead of multiplication, because the product could overflow a long.
        if (elements < 0 || elements > left / size) {
            throw new OutputTooLargeException(output, most);
        }
        left -= elements * size;
    }
}
