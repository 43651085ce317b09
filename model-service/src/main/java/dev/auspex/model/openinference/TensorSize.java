package dev.auspex.model.openinference;

/** Counts the values that a shape holds. */
final class TensorSize {

    private TensorSize() {}

    /** Returns the count, which saturates: beyond the size of any body, one count is as wrong as another. */
    static int count(long[] shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
            if (count > Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
        }
        return (int) count;
    }
}
