package dev.auspex.graph.image;

/**
 * A decoded image.
 *
 * @param width  columns
 * @param height rows
 * @param rgb    red, green and blue of each pixel, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
record Pixels(int width, int height, byte[] rgb) {

    static final int CHANNELS = 3;

    Pixels(int width, int height) {
        this(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)]);
    }

    void set(int x, int y, int red, int green, int blue) {
        int at = (y * width + x) * CHANNELS;
        rgb[at] = (byte) red;
        rgb[at + 1] = (byte) green;
        rgb[at + 2] = (byte) blue;
    }

    /** Returns one channel of one pixel, 0 to 255. */
    int get(int x, int y, int channel) {
        return rgb[(y * width + x) * CHANNELS + channel] & 0xFF;
    }
}
