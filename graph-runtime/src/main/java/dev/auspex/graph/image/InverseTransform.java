package dev.auspex.graph.image;

/** The inverse discrete cosine transform of blocks of 8 by 8 (ISO/IEC 10918-1, A.3.3), rows first and then columns. */
final class InverseTransform {

    private static final int SIZE = 8;

    private final int[] quantisation;
    private final float[] basis = new float[SIZE * SIZE];
    private final float[] half = new float[SIZE * SIZE];

    /** @param quantisation factor of each coefficient, row by row */
    InverseTransform(int[] quantisation) {
        this.quantisation = quantisation;
        for (int frequency = 0; frequency < SIZE; frequency++) {
            double scale = frequency == 0 ? Math.sqrt(0.125) : 0.5;
            for (int place = 0; place < SIZE; place++) {
                basis[frequency * SIZE + place] =
                        (float) (scale * Math.cos((2 * place + 1) * frequency * Math.PI / 16));
            }
        }
    }

    /**
     * Transforms one block.
     *
     * @param into   8 rows of 8 samples, 0 to 255
     * @param stride samples from one row to the next
     */
    void block(short[] coefficients, int from, byte[] into, int at, int stride) {
        for (int row = 0; row < SIZE; row++) {
            for (int x = 0; x < SIZE; x++) {
                half[row * SIZE + x] = 0;
            }
            for (int frequency = 0; frequency < SIZE; frequency++) {
                int index = row * SIZE + frequency;
                int value = coefficients[from + index];
                if (value != 0) {
                    float scaled = (float) value * quantisation[index];
                    for (int x = 0; x < SIZE; x++) {
                        half[row * SIZE + x] += scaled * basis[frequency * SIZE + x];
                    }
                }
            }
        }
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                float sum = 128;
                for (int frequency = 0; frequency < SIZE; frequency++) {
                    sum += half[frequency * SIZE + x] * basis[frequency * SIZE + y];
                }
                into[at + y * stride + x] = (byte) octet(sum);
            }
        }
    }

    static int octet(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }
}
