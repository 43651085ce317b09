package dev.auspex.graph.image;

/** Bits of JPEG's compressed data. Behind its end, or before a marker, there are zeros, as damaged files have been read ever since. */
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

    /** A number of so many bits. */
    int number(int count) throws ImageException {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 1 | bit();
        }
        return number;
    }

    /** A number with its sign in JPEG's form. */
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
            // A little may be missing; an image of which nothing is there is none.
            if (++padded > 64) {
                throw new ImageException("the file ends before its image does");
            }
            return;
        }
        bits = file[at] & 0xFF;
        at += bits == 0xFF ? 2 : 1;
    }

    /** Goes to what stands behind the next marker for a restart; stays where there is none. */
    void restart() {
        held = 0;
        if (at + 1 < file.length && file[at] == (byte) 0xFF && (file[at + 1] & 0xF8) == 0xD0) {
            padded = 0;
            at += 2;
        }
    }

    /** Where the next marker may stand. */
    int position() {
        return at;
    }
}
