package dev.auspex.graph.image;

/** One component of a JPEG file with its coefficients, in blocks of 8 by 8. */
final class JpegComponent {

    static final int BLOCK = 64;

    final int id;
    final int horizontal;
    final int vertical;
    final int quantisation;
    /** Blocks in a row and in a column of the component itself. An interleaved scan has a few more. */
    int columns;

    int rows;
    /** Blocks in a row of {@code coefficients}. */
    int stride;

    short[] coefficients;
    HuffmanTable dc;
    HuffmanTable ac;
    int predicted;

    JpegComponent(int id, int horizontal, int vertical, int quantisation) {
        this.id = id;
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.quantisation = quantisation;
    }

    int block(int row, int column) {
        return (row * stride + column) * BLOCK;
    }
}
