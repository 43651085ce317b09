package dev.auspex.graph.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import dev.auspex.contracts.model.FeatureType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/** Images, as raw bytes or in base64, for a graph with one FP32 input of the size that the package declares. */
public final class ImagePreparation implements Preparation {

    /** Most bytes of one file. */
    public static final int MOST_BYTES = 4 << 20;

    private final ImageSettings settings;
    private final TensorSpec given;
    private final long[] shape;

    /**
     * @param inputs inputs of the graph
     * @throws IOException where the graph takes something else
     */
    public ImagePreparation(ImageSettings settings, List<TensorSpec> inputs) throws IOException {
        this.settings = settings;
        this.given = new TensorSpec(settings.feature(), ElementType.BYTES, List.of(-1L, 1L), List.of("N", ""), true);
        this.shape = settings.channelsFirst()
                ? new long[] {1, settings.channels(), settings.height(), settings.width()}
                : new long[] {1, settings.height(), settings.width(), settings.channels()};
        if (inputs.size() != 1
                || inputs.getFirst().type() != ElementType.FP32
                || !fits(inputs.getFirst().shape())) {
            throw new IOException("the graph must have one FP32 input of the layout " + settings.layout() + " [-1, "
                    + shape[1] + ", " + shape[2] + ", " + shape[3] + "]");
        }
    }

    private boolean fits(List<Long> declared) {
        boolean fits = declared.size() == shape.length;
        for (int i = 0; fits && i < shape.length; i++) {
            fits = declared.get(i) == -1 || declared.get(i) == shape[i];
        }
        return fits;
    }

    @Override
    public FeatureType type() {
        return FeatureType.IMAGE;
    }

    @Override
    public TensorSpec given() {
        return given;
    }

    @Override
    public Prepared prepare(String value) throws PreparationException {
        byte[] file = bytes(value);
        if (file.length > MOST_BYTES) {
            throw new PreparationException(
                    "size",
                    "`" + settings.feature() + "` has " + file.length + " bytes; at most " + MOST_BYTES
                            + " are allowed.");
        }
        try {
            Pixels scaled = Scaling.to(settings.width(), settings.height(), ImageFile.decode(file));
            return new Prepared(new Values[] {tensor(scaled)}, List.of());
        } catch (ImageException e) {
            throw new PreparationException(
                    "image", "`" + settings.feature() + "` cannot be read as an image: " + e.getMessage() + ".");
        }
    }

    /** Raw bytes begin as an image does; everything else must be base64. */
    private byte[] bytes(String value) throws PreparationException {
        byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
        if (ImageFile.isImage(raw)) {
            return raw;
        }
        try {
            return Base64.getDecoder().decode(raw);
        } catch (IllegalArgumentException e) {
            throw new PreparationException(
                    "base64", "`" + settings.feature() + "` must be a PNG or JPEG file, or the Base64 of one.");
        }
    }

    private Values tensor(Pixels pixels) {
        ByteBuffer bytes = ByteBuffer.allocate(pixels.width() * pixels.height() * settings.channels() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (settings.channelsFirst()) {
            for (int channel = 0; channel < settings.channels(); channel++) {
                for (int i = 0; i < pixels.width() * pixels.height(); i++) {
                    bytes.putFloat(value(pixels, i, channel));
                }
            }
        } else {
            for (int i = 0; i < pixels.width() * pixels.height(); i++) {
                for (int channel = 0; channel < settings.channels(); channel++) {
                    bytes.putFloat(value(pixels, i, channel));
                }
            }
        }
        return Values.of(ElementType.FP32, shape.clone(), bytes.flip());
    }

    private float value(Pixels pixels, int index, int channel) {
        int x = index % pixels.width();
        int y = index / pixels.width();
        // ITU-R BT.601, as JPEG itself has it.
        double value = settings.channels() == 1
                ? 0.299 * pixels.get(x, y, 0) + 0.587 * pixels.get(x, y, 1) + 0.114 * pixels.get(x, y, 2)
                : pixels.get(x, y, channel);
        return (float) ((value * settings.scale() - settings.mean().get(channel))
                / settings.deviation().get(channel));
    }

    @Override
    public long[] padding() {
        return new long[] {0};
    }

    /** Plain areas of different brightness. */
    @Override
    public List<String> samples() {
        return List.of(PlainPng.of(0), PlainPng.of(96), PlainPng.of(255));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
