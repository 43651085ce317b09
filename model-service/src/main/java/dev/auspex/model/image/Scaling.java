package dev.auspex.model.image;

/** Brings an image to another size: each new pixel is the mean of the area that it covers, or lies between its neighbours. */
final class Scaling {

    private Scaling() {}

    static Pixels to(int width, int height, Pixels from) {
        if (from.width() == width && from.height() == height) {
            return from;
        }
        float[] wide = horizontally(width, from);
        return vertically(width, height, from.height(), wide);
    }

    private static float[] horizontally(int width, Pixels from) {
        Weights[] weights = weights(from.width(), width);
        float[] wide = new float[width * from.height() * Pixels.CHANNELS];
        int at = 0;
        for (int y = 0; y < from.height(); y++) {
            for (int x = 0; x < width; x++) {
                Weights of = weights[x];
                for (int channel = 0; channel < Pixels.CHANNELS; channel++) {
                    float sum = 0;
                    for (int i = 0; i < of.share.length; i++) {
                        sum += of.share[i] * from.get(of.first + i, y, channel);
                    }
                    wide[at++] = sum;
                }
            }
        }
        return wide;
    }

    private static Pixels vertically(int width, int height, int rows, float[] wide) {
        Weights[] weights = weights(rows, height);
        Pixels pixels = new Pixels(width, height);
        int line = width * Pixels.CHANNELS;
        for (int y = 0; y < height; y++) {
            Weights of = weights[y];
            for (int i = 0; i < line; i++) {
                float sum = 0;
                for (int j = 0; j < of.share.length; j++) {
                    sum += of.share[j] * wide[(of.first + j) * line + i];
                }
                pixels.rgb()[y * line + i] = (byte) InverseTransform.octet(sum);
            }
        }
        return pixels;
    }

    /** How much of which old pixels a new one is made of: a triangle as wide as the larger of the two pixels. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Weights(int first, float[] share) {}

    private static Weights[] weights(int from, int to) {
        Weights[] weights = new Weights[to];
        double step = (double) from / to;
        double reach = Math.max(1, step);
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * step;
            int first = Math.max(0, (int) Math.floor(centre - reach));
            int last = Math.min(from, (int) Math.ceil(centre + reach));
            float[] share = new float[last - first];
            double sum = 0;
            for (int j = 0; j < share.length; j++) {
                double distance = Math.abs(first + j + 0.5 - centre) / reach;
                share[j] = (float) Math.max(0, 1 - distance);
                sum += share[j];
            }
            for (int j = 0; j < share.length; j++) {
                share[j] /= (float) sum;
            }
            weights[i] = new Weights(first, share);
        }
        return weights;
    }
}
