package dev.auspex.graph.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.auspex.graph.image.ImageSettings;

/** Writes and reads the settings of images. */
final class ImageWire {

    private static final int MOST_CHANNELS = 16;

    private ImageWire() {}

    static void settings(WireWriter out, ImageSettings settings) throws IOException {
        out.text(settings.feature())
                .number(settings.width())
                .number(settings.height())
                .text(settings.layout())
                .text(settings.colour())
                .number(Double.doubleToRawLongBits(settings.scale()));
        floats(out, settings.mean());
        floats(out, settings.deviation());
    }

    static ImageSettings settings(WireReader in) throws IOException {
        return new ImageSettings(
                in.text(Wire.MOST_NAME_BYTES),
                in.number(),
                in.number(),
                in.text(Wire.MOST_NAME_BYTES),
                in.text(Wire.MOST_NAME_BYTES),
                Double.longBitsToDouble(in.large()),
                floats(in),
                floats(in));
    }

    private static void floats(WireWriter out, List<Float> values) throws IOException {
        out.octet(values.size());
        for (float value : values) {
            out.number(Float.floatToRawIntBits(value));
        }
    }

    private static List<Float> floats(WireReader in) throws IOException {
        int count = in.octet();
        if (count > MOST_CHANNELS) {
            throw new WireException(count + " channels");
        }
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Float.intBitsToFloat(in.number()));
        }
        return values;
    }
}
