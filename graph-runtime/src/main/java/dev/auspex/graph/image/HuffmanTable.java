package dev.auspex.graph.image;

/** A table of JPEG's Huffman codes (ISO/IEC 10918-1, annexes C and F). */
final class HuffmanTable {

    private static final int LONGEST = 16;

    private final int[] largest = new int[LONGEST + 1];
    private final int[] offset = new int[LONGEST + 1];
    private final byte[] values;

    /**
     * @param counts number of codes of each length, from 1 to 16
     * @param values the values that the codes stand for
     */
    HuffmanTable(int[] counts, byte[] values) throws ImageException {
        this.values = values;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offset[length] = index - code;
            code += counts[length - 1];
            index += counts[length - 1];
            if (code > 1 << length) {
                throw new ImageException("the file is damaged: a table has too many codes");
            }
            largest[length] = counts[length - 1] == 0 ? -1 : code - 1;
            code <<= 1;
        }
    }

    /** Reads the next value. */
    int next(BitReader bits) throws ImageException {
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code = code << 1 | bits.bit();
            if (code <= largest[length]) {
                return values[offset[length] + code] & 0xFF;
            }
        }
        throw new ImageException("the file is damaged: it contains an unknown code");
    }
}
