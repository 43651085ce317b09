package dev.auspex.model.openinference;

/** How many values a shape holds. */
final class TensorSize {

    private TensorSize() {}

    /** Saturates: a count beyond every body is as wrong as any other. */
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
