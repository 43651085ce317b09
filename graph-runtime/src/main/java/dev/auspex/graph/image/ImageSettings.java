package dev.auspex.graph.image;

import java.util.Collections;
import java.util.List;

/**
 * How a package's image becomes a tensor: scaled to a size, its colours as they are asked for, and each value
 * {@code (value * scale - mean) / deviation}.
 *
 * @param feature   name of the feature
 * @param width     columns that the graph takes
 * @param height    rows that the graph takes
 * @param layout    {@code NCHW} or {@code NHWC}
 * @param colour    {@code grey} or {@code rgb}
 * @param scale     what values from 0 to 255 are multiplied by; 1/255 where not given
 * @param mean      what is taken away, one for each channel; 0 where not given
 * @param deviation what is divided by, one for each channel; 1 where not given
 */
public record ImageSettings(
        String feature,
        int width,
        int height,
        String layout,
        String colour,
        Double scale,
        List<Float> mean,
        List<Float> deviation) {

    private static final int LARGEST = 1024;
    private static final double BYTE = 255;

    public ImageSettings {
        require(feature != null && !feature.isEmpty(), "image.feature is missing");
        require(
                width >= 1 && height >= 1 && width <= LARGEST && height <= LARGEST,
                "image.width and image.height must be 1 to " + LARGEST);
        require("NCHW".equals(layout) || "NHWC".equals(layout), "image.layout must be NCHW or NHWC");
        require("grey".equals(colour) || "rgb".equals(colour), "image.colour must be grey or rgb");
        scale = scale == null ? 1 / BYTE : scale;
        int channels = "grey".equals(colour) ? 1 : Pixels.CHANNELS;
        require(numbers(mean) && numbers(deviation), "image.mean and image.deviation must contain only numbers");
        mean = mean == null ? Collections.nCopies(channels, 0f) : List.copyOf(mean);
        deviation = deviation == null ? Collections.nCopies(channels, 1f) : List.copyOf(deviation);
        require(
                mean.size() == channels && deviation.size() == channels,
                "image.mean and image.deviation must have " + channels + " values for " + colour);
        require(
                Double.isFinite(scale) && deviation.stream().allMatch(it -> it != 0),
                "image.scale must be a number, and image.deviation must not be 0");
    }

    private static boolean numbers(List<Float> values) {
        return values == null || values.stream().allMatch(it -> it != null && Float.isFinite(it));
    }

    /** Values of one pixel. */
    int channels() {
        return mean.size();
    }

    boolean channelsFirst() {
        return layout.equals("NCHW");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
