package dev.auspex.graph.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG (ISO/IEC 15948:2004): all colour types and depths, interlaced or not. What is transparent is laid on white. No more is
 * inflated than the size in the header needs, whatever the compressed data would unpack to.
 */
final class PngDecoder {

    private static final int SIGNATURE = 8;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int TRNS = 0x74524E53;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    /** First column and row of each pass of Adam7 and the steps between its pixels. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final ByteBuffer file;
    private final List<ByteBuffer> data = new ArrayList<>();
    private int width;
    private int height;
    private int depth;
    private int colour;
    private boolean interlaced;
    private ByteBuffer palette;
    private ByteBuffer transparency;
    private int nextData;

    /** @param file the whole file, on the heap */
    PngDecoder(ByteBuffer file) {
        this.file = file;
    }

    Pixels decode() throws ImageException {
        file.position(SIGNATURE);
        boolean ended = false;
        while (!ended) {
            int length = file.getInt();
            int type = file.getInt();
            require(length >= 0 && length <= file.remaining() - Integer.BYTES, "the file is cut off");
            require(width > 0 || type == IHDR, "the file does not begin with its header");
            ByteBuffer chunk = file.slice(file.position(), length);
            checkSum(file.position() - Integer.BYTES, length + Integer.BYTES);
            switch (type) {
                case IHDR -> header(chunk);
                case PLTE -> palette = chunk;
                case TRNS -> transparency = chunk;
                case IDAT -> data.add(chunk);
                case IEND -> ended = true;
                default -> require((type & 0x20000000) != 0, "the file has a critical chunk of an unknown type");
            }
            file.position(file.position() + length + Integer.BYTES);
        }
        require(!data.isEmpty(), "the file has no image data");
        require(colour != PALETTE || palette != null, "the file has no palette");
        return pixels();
    }

    private void checkSum(int from, int length) throws ImageException {
        CRC32 crc = new CRC32();
        crc.update(file.slice(from, length));
        require((int) crc.getValue() == file.getInt(from + length), "the file is damaged: a checksum is wrong");
    }

    private void header(ByteBuffer chunk) throws ImageException {
        require(width == 0 && chunk.remaining() == 13, "the header of the file is damaged");
        long wide = Integer.toUnsignedLong(chunk.getInt());
        long high = Integer.toUnsignedLong(chunk.getInt());
        ImageFile.check(wide, high);
        width = (int) wide;
        height = (int) high;
        depth = chunk.get();
        colour = chunk.get();
        boolean plain = chunk.getShort() == 0;
        int interlace = chunk.get();
        interlaced = interlace == 1;
        boolean known =
                switch (colour) {
                    case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                    case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
                    default -> false;
                };
        require(known && plain && interlace >= 0 && interlace <= 1, "the header of the file is damaged");
    }

    private int samples() {
        return switch (colour) {
            case RGB -> 3;
            case GREY_ALPHA -> 2;
            case RGB_ALPHA -> 4;
            default -> 1;
        };
    }

    private Pixels pixels() throws ImageException {
        Pixels pixels = new Pixels(width, height);
        Inflater inflater = new Inflater();
        try {
            for (int[] pass : interlaced ? PASSES : WHOLE) {
                pass(pixels, pass, inflater);
            }
        } catch (DataFormatException e) {
            throw new ImageException("the compressed data of the file is damaged");
        } finally {
            inflater.end();
        }
        return pixels;
    }

    private void pass(Pixels pixels, int[] pass, Inflater inflater) throws DataFormatException, ImageException {
        int columns = Math.ceilDiv(width - pass[0], pass[2]);
        int rows = Math.ceilDiv(height - pass[1], pass[3]);
        if (columns <= 0 || rows <= 0) {
            return;
        }
        int bits = samples() * depth;
        int step = Math.max(1, bits / 8);
        byte[] line = new byte[Math.ceilDiv(columns * bits, 8)];
        byte[] above = new byte[line.length];
        byte[] filter = new byte[1];
        for (int row = 0; row < rows; row++) {
            inflate(inflater, filter);
            inflate(inflater, line);
            unfilter(filter[0], line, above, step);
            for (int column = 0; column < columns; column++) {
                put(pixels, pass[0] + column * pass[2], pass[1] + row * pass[3], line, column);
            }
            byte[] swap = above;
            above = line;
            line = swap;
        }
    }

    private void inflate(Inflater inflater, byte[] into) throws DataFormatException, ImageException {
        int filled = 0;
        while (filled < into.length) {
            int got = inflater.inflate(into, filled, into.length - filled);
            filled += got;
            if (got == 0) {
                require(inflater.needsInput() && !inflater.finished() && nextData < data.size(), "the file is cut off");
                inflater.setInput(data.get(nextData++));
            }
        }
    }

    private static void unfilter(int filter, byte[] line, byte[] above, int step) throws ImageException {
        for (int i = 0; i < line.length; i++) {
            int left = i < step ? 0 : line[i - step] & 0xFF;
            int up = above[i] & 0xFF;
            int corner = i < step ? 0 : above[i - step] & 0xFF;
            int add =
                    switch (filter) {
                        case 0 -> 0;
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> paeth(left, up, corner);
                        default ->
                            throw new ImageException("the file is damaged: it uses the unknown filter " + filter);
                    };
            line[i] += (byte) add;
        }
    }

    private static int paeth(int left, int up, int corner) {
        int estimate = left + up - corner;
        int byLeft = Math.abs(estimate - left);
        int byUp = Math.abs(estimate - up);
        int byCorner = Math.abs(estimate - corner);
        if (byLeft <= byUp && byLeft <= byCorner) {
            return left;
        }
        return byUp <= byCorner ? up : corner;
    }

    private void put(Pixels pixels, int x, int y, byte[] line, int column) throws ImageException {
        int first = column * samples();
        switch (colour) {
            case GREY -> {
                int raw = sample(line, first);
                int value = grey(raw);
                blend(pixels, x, y, value, value, value, isKey(raw) ? 0 : 255);
            }
            case PALETTE -> {
                int index = sample(line, first);
                require(index * 3 + 2 < palette.limit(), "the file uses a color that its palette does not have");
                int alpha = transparency != null && index < transparency.limit() ? transparency.get(index) & 0xFF : 255;
                blend(
                        pixels,
                        x,
                        y,
                        palette.get(index * 3) & 0xFF,
                        palette.get(index * 3 + 1) & 0xFF,
                        palette.get(index * 3 + 2) & 0xFF,
                        alpha);
            }
            case GREY_ALPHA -> {
                int value = whole(line, first);
                blend(pixels, x, y, value, value, value, whole(line, first + 1));
            }
            default -> {
                boolean key =
                        colour == RGB && isKey(sample(line, first), sample(line, first + 1), sample(line, first + 2));
                int alpha = colour == RGB_ALPHA ? whole(line, first + 3) : key ? 0 : 255;
                blend(pixels, x, y, whole(line, first), whole(line, first + 1), whole(line, first + 2), alpha);
            }
        }
    }

    private static void blend(Pixels pixels, int x, int y, int red, int green, int blue, int alpha) {
        pixels.set(x, y, onWhite(red, alpha), onWhite(green, alpha), onWhite(blue, alpha));
    }

    private static int onWhite(int value, int alpha) {
        return alpha == 255 ? value : (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    /** Whether these samples are the one colour that is transparent. */
    private boolean isKey(int... samples) {
        if (transparency == null || transparency.limit() < samples.length * Short.BYTES) {
            return false;
        }
        for (int i = 0; i < samples.length; i++) {
            if ((transparency.getShort(i * Short.BYTES) & 0xFFFF) != samples[i]) {
                return false;
            }
        }
        return true;
    }

    /** A sample as it is stored. */
    private int sample(byte[] line, int index) {
        return switch (depth) {
            case 8 -> line[index] & 0xFF;
            case 16 -> (line[2 * index] & 0xFF) << 8 | line[2 * index + 1] & 0xFF;
            default -> {
                int bit = index * depth;
                yield (line[bit / 8] & 0xFF) >> (8 - depth - bit % 8) & ((1 << depth) - 1);
            }
        };
    }

    /** A sample of 8 or 16 bits, in 8. */
    private int whole(byte[] line, int index) {
        return depth == 16 ? line[2 * index] & 0xFF : line[index] & 0xFF;
    }

    private int grey(int sample) {
        return depth == 16 ? sample >> 8 : sample * 255 / ((1 << depth) - 1);
    }

    private static void require(boolean holds, String otherwise) throws ImageException {
        if (!holds) {
            throw new ImageException(otherwise);
        }
    }
}
