package dev.auspex.graph.image;

/**
 * Reads bits of JPEG's compressed data. Past the end of the data, or at a marker, it returns zeros, because decoders
 * have always read damaged files that way.
 */
final class BitReader {

    private final byte[] file;
    private int at;
    private int bits;
    private int held;
    private int padded;

    BitReader(byte[] file, int at) {
        this.file = file;
        this.at = at;
    }

    int bit() throws ImageException {
        if (held == 0) {
            fill();
        }
        held--;
        return bits >> held & 1;
    }

    /** Reads a number of this many bits. */
    int number(int count) throws ImageException {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 1 | bit();
        }
        return number;
    }

    /** Reads a signed number in JPEG's encoding. */
    int signed(int count) throws ImageException {
        if (count == 0) {
            return 0;
        }
        int number = number(count);
        return number < 1 << (count - 1) ? number - (1 << count) + 1 : number;
    }

    private void fill() throws ImageException {
        held = 8;
        if (at >= file.length || file[at] == (byte) 0xFF && (at + 1 >= file.length || file[at + 1] != 0)) {
            bits = 0;
            // A few missing bits are tolerated, but not a file without image data.
            if (++padded > 64) {
                throw new ImageException("the file is cut off");
            }
            return;
        }
        bits = file[at] & 0xFF;
        at += bits == 0xFF ? 2 : 1;
    }

    /** Skips the next restart marker. Does nothing if there is none. */
    void restart() {
        held = 0;
        if (at + 1 < file.length && file[at] == (byte) 0xFF && (file[at + 1] & 0xF8) == 0xD0) {
            padded = 0;
            at += 2;
        }
    }

    /** Returns the position where the next marker may be. */
    int position() {
        return at;
    }
}
