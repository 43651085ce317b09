package dev.auspex.graph.image;

/** Brings an image to another size: each new pixel is the mean of the area that it covers, or lies between its neighbours. */
final class Scaling {

    private Scaling() {}

    static Pixels to(int width, int height, Pixels from) {
        if (from.width() == width && from.height() == height) {
            return from;
        }
        // The way with the smaller picture in between: a line of millions of pixels must not become an area.
        boolean wideFirst = (long) width * from.height() <= (long) from.width() * height;
        Samples samples = from::get;
        Samples scaled = wideFirst
                ? vertically(width, height, from.height(), horizontally(width, from.width(), from.height(), samples))
                : horizontally(width, from.width(), height, vertically(from.width(), height, from.height(), samples));
        Pixels pixels = new Pixels(width, height);
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < Pixels.CHANNELS; channel++) {
                    pixels.rgb()[at++] = (byte) InverseTransform.octet(scaled.at(x, y, channel));
                }
            }
        }
        return pixels;
    }

    /** Brightness by place, 0 to 255. */
    private interface Samples {

        float at(int x, int y, int channel);
    }

    private static Samples horizontally(int width, int columns, int rows, Samples from) {
        Weights[] weights = weights(columns, width);
        float[] wide = new float[width * rows * Pixels.CHANNELS];
        int at = 0;
        for (int y = 0; y < rows; y++) {
            for (Weights of : weights) {
                for (int channel = 0; channel < Pixels.CHANNELS; channel++) {
                    float sum = 0;
                    for (int i = 0; i < of.share.length; i++) {
                        sum += of.share[i] * from.at(of.first + i, y, channel);
                    }
                    wide[at++] = sum;
                }
            }
        }
        return samples(wide, width);
    }

    private static Samples vertically(int columns, int height, int rows, Samples from) {
        Weights[] weights = weights(rows, height);
        float[] high = new float[columns * height * Pixels.CHANNELS];
        int at = 0;
        for (Weights of : weights) {
            for (int x = 0; x < columns; x++) {
                for (int channel = 0; channel < Pixels.CHANNELS; channel++) {
                    float sum = 0;
                    for (int i = 0; i < of.share.length; i++) {
                        sum += of.share[i] * from.at(x, of.first + i, channel);
                    }
                    high[at++] = sum;
                }
            }
        }
        return samples(high, columns);
    }

    private static Samples samples(float[] values, int width) {
        return (x, y, channel) -> values[(y * width + x) * Pixels.CHANNELS + channel];
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
