package dev.auspex.training.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Handwritten digits of 8 by 8 pixels each.
 *
 * @param pixels ink of each pixel of each digit, 0 to 1, row by row
 * @param labels digit that each image shows
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
record Digits(float[][] pixels, int[] labels) {

    static final String FILE = "digits.csv";
    static final int SIZE = 8;
    static final int CLASSES = 10;

    private static final float DARKEST = 16;

    /** Reads the file. Each line has 64 numbers from 0 to 16 and the digit. */
    static Digits read(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(FILE));
        float[][] pixels = new float[lines.size()][SIZE * SIZE];
        int[] labels = new int[lines.size()];
        for (int row = 0; row < labels.length; row++) {
            String[] fields = lines.get(row).split(",", -1);
            if (fields.length != SIZE * SIZE + 1) {
                throw new IOException(
                        FILE + ": line " + (row + 1) + " has " + fields.length + " fields, but it must have 65.");
            }
            for (int i = 0; i < SIZE * SIZE; i++) {
                pixels[row][i] = Float.parseFloat(fields[i]) / DARKEST;
            }
            labels[row] = Integer.parseInt(fields[SIZE * SIZE].strip());
        }
        return new Digits(pixels, labels);
    }

    int size() {
        return labels.length;
    }

    /** Splits into three quarters and the rest, with each digit in the same proportion on both sides. */
    List<Digits> split(long seed) {
        List<Integer> training = new ArrayList<>();
        List<Integer> heldOut = new ArrayList<>();
        Random random = new Random(seed);
        for (int digit = 0; digit < CLASSES; digit++) {
            List<Integer> own = new ArrayList<>();
            for (int row = 0; row < size(); row++) {
                if (labels[row] == digit) {
                    own.add(row);
                }
            }
            Collections.shuffle(own, random);
            int cut = own.size() * 3 / 4;
            training.addAll(own.subList(0, cut));
            heldOut.addAll(own.subList(cut, own.size()));
        }
        Collections.sort(training);
        Collections.sort(heldOut);
        return List.of(select(training), select(heldOut));
    }

    private Digits select(List<Integer> rows) {
        float[][] some = new float[rows.size()][];
        int[] digits = new int[rows.size()];
        for (int i = 0; i < digits.length; i++) {
            some[i] = pixels[rows.get(i)];
            digits[i] = labels[rows.get(i)];
        }
        return new Digits(some, digits);
    }
}
