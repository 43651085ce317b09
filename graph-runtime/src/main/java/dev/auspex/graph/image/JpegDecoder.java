package dev.auspex.graph.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * JPEG (ISO/IEC 10918-1): baseline, extended and progressive with Huffman codes, 8 bits, grey or three components. Not taken are
 * arithmetic codes, lossless and hierarchical files, 12 bits and CMYK. Reduced components are spread without smoothing.
 */
final class JpegDecoder {

    private static final int SOF_BASELINE = 0xC0;
    private static final int SOF_EXTENDED = 0xC1;
    private static final int SOF_PROGRESSIVE = 0xC2;
    private static final int DHT = 0xC4;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DQT = 0xDB;
    private static final int DRI = 0xDD;
    private static final int ADOBE = 0xEE;

    /** Usual are ten; each may cost as much as the whole image. */
    private static final int MOST_SCANS = 48;

    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private final byte[] file;
    private final int[][] quantisation = new int[4][];
    private final HuffmanTable[] dc = new HuffmanTable[4];
    private final HuffmanTable[] ac = new HuffmanTable[4];
    private final List<JpegComponent> components = new ArrayList<>();
    private int at = 2;
    private int width;
    private int height;
    private int mostHorizontal = 1;
    private int mostVertical = 1;
    private boolean progressive;
    private int restartInterval;
    private int adobe = -1;
    private int scans;
    private int endOfBand;

    JpegDecoder(byte[] file) {
        this.file = file;
    }

    Pixels decode() throws ImageException {
        for (int marker = marker(); marker != EOI; marker = marker()) {
            int length = word();
            require(length >= 2 && at + length - 2 <= file.length, "the file is cut off");
            int end = at + length - 2;
            switch (marker) {
                case SOF_BASELINE, SOF_EXTENDED, SOF_PROGRESSIVE -> frame(marker == SOF_PROGRESSIVE);
                case DHT -> huffman(end);
                case DQT -> quantisation(end);
                case DRI -> restartInterval = word();
                case ADOBE -> adobe(end);
                case SOS -> {
                    end = scan();
                }
                default ->
                    require(
                            marker < 0xC3 || marker > 0xCF,
                            "this kind of JPEG is not supported. Save it as a baseline or progressive JPEG");
            }
            at = end;
        }
        require(scans > 0, "the file has no image data");
        return pixels();
    }

    /** The next marker; where a file ends without its last one, what is there counts. */
    private int marker() throws ImageException {
        while (true) {
            while (at < file.length && file[at] != (byte) 0xFF) {
                at++;
            }
            while (at < file.length && file[at] == (byte) 0xFF) {
                at++;
            }
            if (at >= file.length) {
                require(scans > 0, "the file is cut off");
                return EOI;
            }
            int marker = octet();
            if (marker != 0 && (marker < 0xD0 || marker > 0xD7)) {
                return marker;
            }
        }
    }

    private void frame(boolean inSteps) throws ImageException {
        require(components.isEmpty(), "the file is damaged: it has two frames");
        require(octet() == 8, "the image has more than 8 bits per sample");
        height = word();
        width = word();
        ImageFile.check(width, height);
        progressive = inSteps;
        int count = octet();
        require(count == 1 || count == 3, "the image must be grayscale or have three color channels");
        for (int i = 0; i < count; i++) {
            int id = octet();
            int factors = octet();
            JpegComponent component = new JpegComponent(id, factors >> 4, factors & 15, octet());
            require(
                    component.horizontal >= 1
                            && component.horizontal <= 4
                            && component.vertical >= 1
                            && component.vertical <= 4
                            && component.quantisation < 4,
                    "the file is damaged: its frame is not valid");
            mostHorizontal = Math.max(mostHorizontal, component.horizontal);
            mostVertical = Math.max(mostVertical, component.vertical);
            components.add(component);
        }
        int wide = Math.ceilDiv(width, 8 * mostHorizontal);
        int high = Math.ceilDiv(height, 8 * mostVertical);
        long blocks = 0;
        for (JpegComponent component : components) {
            blocks += (long) wide * component.horizontal * high * component.vertical;
        }
        // A line of single pixels fills up blocks of 32 by 32.
        require(blocks * JpegComponent.BLOCK <= 4 * ImageFile.MOST_PIXELS, "the image is too long and narrow");
        for (JpegComponent component : components) {
            component.columns = Math.ceilDiv(Math.ceilDiv(width * component.horizontal, mostHorizontal), 8);
            component.rows = Math.ceilDiv(Math.ceilDiv(height * component.vertical, mostVertical), 8);
            component.stride = wide * component.horizontal;
            component.coefficients = new short[component.stride * high * component.vertical * JpegComponent.BLOCK];
        }
    }

    private void huffman(int end) throws ImageException {
        while (at < end) {
            int kind = octet();
            require((kind & 15) < 4 && kind >> 4 < 2, "the file is damaged: it names an unknown table");
            int[] counts = new int[16];
            int total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] = octet();
                total += counts[i];
            }
            require(total <= 256 && at + total <= end, "the file is damaged: a table is longer than its segment");
            HuffmanTable table = new HuffmanTable(counts, Arrays.copyOfRange(file, at, at + total));
            at += total;
            (kind >> 4 == 0 ? dc : ac)[kind & 15] = table;
        }
    }

    private void quantisation(int end) throws ImageException {
        while (at < end) {
            int kind = octet();
            require((kind & 15) < 4 && kind >> 4 < 2, "the file is damaged: it names an unknown table");
            int[] table = new int[JpegComponent.BLOCK];
            for (int i = 0; i < table.length; i++) {
                table[ZIGZAG[i]] = kind >> 4 == 0 ? octet() : word();
            }
            quantisation[kind & 15] = table;
        }
    }

    private void adobe(int end) {
        boolean named = end - at >= 12
                && file[at] == 'A'
                && file[at + 1] == 'd'
                && file[at + 2] == 'o'
                && file[at + 3] == 'b'
                && file[at + 4] == 'e';
        if (named) {
            adobe = file[at + 11] & 0xFF;
        }
    }

    /** What one scan tells of its coefficients: the first and last, and how many bits were told before and are left. */
    private record Band(int first, int last, int high, int low) {}

    private static final Band ALL_AFTER_FIRST = new Band(1, 63, 0, 0);

    private int scan() throws ImageException {
        require(!components.isEmpty(), "the file is damaged: image data comes before its frame");
        require(++scans <= MOST_SCANS, "the file has more than " + MOST_SCANS + " scans");
        List<JpegComponent> scanned = new ArrayList<>();
        int count = octet();
        require(count >= 1 && count <= components.size(), "the file is damaged: a scan is not valid");
        for (int i = 0; i < count; i++) {
            int id = octet();
            int tables = octet();
            JpegComponent component = components.stream()
                    .filter(it -> it.id == id && !scanned.contains(it))
                    .findFirst()
                    .orElseThrow(() -> new ImageException("the file is damaged: a scan is not valid"));
            require(tables >> 4 < 4 && (tables & 15) < 4, "the file is damaged: it names an unknown table");
            component.dc = dc[tables >> 4];
            component.ac = ac[tables & 15];
            scanned.add(component);
        }
        int first = octet();
        int last = octet();
        int bits = octet();
        Band band = progressive ? new Band(first, last, bits >> 4, bits & 15) : new Band(0, 63, 0, 0);
        require(
                band.first <= band.last
                        && band.last < JpegComponent.BLOCK
                        && band.low <= 13
                        && (!progressive || (band.first == 0) == (band.last == 0))
                        && (band.first == 0 || count == 1),
                "the file is damaged: a scan is not valid");
        for (JpegComponent component : scanned) {
            require(
                    (component.dc != null || band.first > 0 || band.high > 0)
                            && (component.ac != null || band.last == 0),
                    "the file is damaged: a table is missing");
        }
        BitReader reader = new BitReader(file, at);
        blocks(scanned, band, reader);
        return reader.position();
    }

    private void blocks(List<JpegComponent> scanned, Band band, BitReader bits) throws ImageException {
        boolean alone = scanned.size() == 1;
        JpegComponent only = scanned.getFirst();
        int columns = alone ? only.columns : Math.ceilDiv(width, 8 * mostHorizontal);
        int rows = alone ? only.rows : Math.ceilDiv(height, 8 * mostVertical);
        int units = columns * rows;
        reset(scanned);
        for (int unit = 0; unit < units; unit++) {
            if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0) {
                bits.restart();
                reset(scanned);
            }
            int row = unit / columns;
            int column = unit % columns;
            if (alone) {
                block(only, only.block(row, column), band, bits);
                continue;
            }
            for (JpegComponent component : scanned) {
                for (int y = 0; y < component.vertical; y++) {
                    for (int x = 0; x < component.horizontal; x++) {
                        int place = component.block(row * component.vertical + y, column * component.horizontal + x);
                        block(component, place, band, bits);
                    }
                }
            }
        }
    }

    private void reset(List<JpegComponent> scanned) {
        endOfBand = 0;
        scanned.forEach(component -> component.predicted = 0);
    }

    private void block(JpegComponent component, int place, Band band, BitReader bits) throws ImageException {
        if (!progressive) {
            direct(component, place, bits);
            band(component, place, ALL_AFTER_FIRST, bits);
        } else if (band.first == 0) {
            if (band.high == 0) {
                component.predicted += bits.signed(component.dc.next(bits) & 15);
                component.coefficients[place] = (short) (component.predicted << band.low);
            } else if (bits.bit() == 1) {
                component.coefficients[place] |= (short) (1 << band.low);
            }
        } else if (band.high == 0) {
            band(component, place, band, bits);
        } else {
            refine(component, place, band, bits);
        }
    }

    private static void direct(JpegComponent component, int place, BitReader bits) throws ImageException {
        component.predicted += bits.signed(component.dc.next(bits) & 15);
        component.coefficients[place] = (short) component.predicted;
    }

    /** Coefficients of a band, told for the first time (annexes F.2.2.2 and G.1.2.2). */
    private void band(JpegComponent component, int place, Band band, BitReader bits) throws ImageException {
        if (endOfBand > 0) {
            endOfBand--;
            return;
        }
        for (int k = band.first; k <= band.last; k++) {
            int code = component.ac.next(bits);
            int run = code >> 4;
            int size = code & 15;
            if (size == 0) {
                if (run < 15) {
                    endOfBand = progressive ? (1 << run) - 1 + bits.number(run) : 0;
                    return;
                }
                k += 15;
                continue;
            }
            k += run;
            require(k <= band.last, "the file is damaged: a block has too many values");
            component.coefficients[place + ZIGZAG[k]] = (short) (bits.signed(size) << band.low);
        }
    }

    /** One more bit of a band's coefficients (annex G.1.2.3). */
    private void refine(JpegComponent component, int place, Band band, BitReader bits) throws ImageException {
        short[] values = component.coefficients;
        int bit = 1 << band.low;
        int k = band.first;
        while (k <= band.last && endOfBand == 0) {
            int code = component.ac.next(bits);
            int run = code >> 4;
            int fresh = 0;
            if ((code & 15) == 0) {
                if (run < 15) {
                    endOfBand = (1 << run) + bits.number(run);
                    break;
                }
            } else {
                fresh = bits.bit() == 1 ? bit : -bit;
            }
            while (k <= band.last) {
                int index = place + ZIGZAG[k];
                if (values[index] != 0) {
                    correct(values, index, bit, bits);
                } else {
                    if (run == 0) {
                        values[index] = (short) fresh;
                        k++;
                        break;
                    }
                    run--;
                }
                k++;
            }
        }
        if (endOfBand > 0) {
            for (; k <= band.last; k++) {
                int index = place + ZIGZAG[k];
                if (values[index] != 0) {
                    correct(values, index, bit, bits);
                }
            }
            endOfBand--;
        }
    }

    private static void correct(short[] values, int index, int bit, BitReader bits) throws ImageException {
        if (bits.bit() == 1 && (Math.abs(values[index]) & bit) == 0) {
            values[index] += (short) (values[index] > 0 ? bit : -bit);
        }
    }

    private Pixels pixels() throws ImageException {
        byte[][] planes = new byte[components.size()][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = plane(components.get(i));
        }
        Pixels pixels = new Pixels(width, height);
        boolean colours = components.size() == 3 && adobe != 0;
        int[] values = new int[components.size()];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int i = 0; i < values.length; i++) {
                    JpegComponent component = components.get(i);
                    int column = x * component.horizontal / mostHorizontal;
                    int row = y * component.vertical / mostVertical;
                    values[i] = planes[i][row * component.stride * 8 + column] & 0xFF;
                }
                if (values.length == 1) {
                    pixels.set(x, y, values[0], values[0], values[0]);
                } else if (colours) {
                    fromLuminance(pixels, x, y, values[0], values[1] - 128, values[2] - 128);
                } else {
                    pixels.set(x, y, values[0], values[1], values[2]);
                }
            }
        }
        return pixels;
    }

    /** JFIF 1.02, page 3. */
    private static void fromLuminance(Pixels pixels, int x, int y, int luminance, int blue, int red) {
        pixels.set(
                x,
                y,
                InverseTransform.octet(luminance + 1.402f * red),
                InverseTransform.octet(luminance - 0.344136f * blue - 0.714136f * red),
                InverseTransform.octet(luminance + 1.772f * blue));
    }

    private byte[] plane(JpegComponent component) throws ImageException {
        int[] table = quantisation[component.quantisation];
        require(table != null, "the file is damaged: a table is missing");
        int blocks = component.coefficients.length / JpegComponent.BLOCK;
        byte[] plane = new byte[component.coefficients.length];
        InverseTransform transform = new InverseTransform(table);
        for (int block = 0; block < blocks; block++) {
            int row = block / component.stride;
            int column = block % component.stride;
            transform.block(
                    component.coefficients,
                    block * JpegComponent.BLOCK,
                    plane,
                    (row * component.stride * 8 + column) * 8,
                    component.stride * 8);
        }
        component.coefficients = null;
        return plane;
    }

    private int octet() {
        return file[at++] & 0xFF;
    }

    private int word() {
        return octet() << 8 | octet();
    }

    private static void require(boolean holds, String otherwise) throws ImageException {
        if (!holds) {
            throw new ImageException(otherwise);
        }
    }
}
