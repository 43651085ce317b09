package dev.auspex.training.data;

import java.util.Random;

/** Rows of a data set in memory, by column. A missing number is NaN, a missing category the empty string. Immutable. */
public final class Rows {

    private final DataSet dataSet;
    private final double[][] numbers;
    private final String[][] categories;
    private final boolean[] positives;

    Rows(DataSet dataSet, double[][] numbers, String[][] categories, boolean[] positives) {
        this.dataSet = dataSet;
        this.numbers = numbers;
        this.categories = categories;
        this.positives = positives;
    }

    /**
     * Creates rows of numbers only.
     *
     * @param numbers values of each column
     */
    public static Rows ofNumbers(DataSet dataSet, double[][] numbers, boolean[] positives) {
        return new Rows(dataSet, numbers, new String[numbers.length][], positives);
    }

    public DataSet dataSet() {
        return dataSet;
    }

    public int size() {
        return positives.length;
    }

    /**
     * Returns a number as the file has it.
     *
     * @param column index in {@link DataSet#columns} of a column that is not a category
     */
    public double number(int row, int column) {
        return numbers[column][row];
    }

    /**
     * Returns a category.
     *
     * @param column index in {@link DataSet#columns} of a category
     */
    public String category(int row, int column) {
        return categories[column][row];
    }

    public boolean positive(int row) {
        return positives[row];
    }

    public boolean[] positives() {
        return positives.clone();
    }

    public boolean isMissing(int row, int column) {
        return dataSet.columns().get(column).isCategory()
                ? categories[column][row].isEmpty()
                : Double.isNaN(numbers[column][row]);
    }

    /** Returns whether this column is missing in any row. */
    public boolean hasMissing(int column) {
        for (int row = 0; row < size(); row++) {
            if (isMissing(row, column)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the rows at these indexes, in the order of the indexes. An index may occur more than once. */
    public Rows select(int[] indexes) {
        boolean[] selected = new boolean[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            selected[i] = positives[indexes[i]];
        }
        double[][] selectedNumbers = new double[numbers.length][];
        String[][] selectedCategories = new String[categories.length][];
        for (int column = 0; column < numbers.length; column++) {
            selectedNumbers[column] = numbers[column] == null ? null : pick(numbers[column], indexes);
            selectedCategories[column] = categories[column] == null ? null : pick(categories[column], indexes);
        }
        return new Rows(dataSet, selectedNumbers, selectedCategories, selected);
    }

    /** Returns the same rows with the values of one column shuffled. */
    public Rows shuffled(int column, Random random) {
        int[] order = Split.shuffledIndexes(size(), random);
        double[][] otherNumbers = numbers.clone();
        String[][] otherCategories = categories.clone();
        otherNumbers[column] = numbers[column] == null ? null : pick(numbers[column], order);
        otherCategories[column] = categories[column] == null ? null : pick(categories[column], order);
        return new Rows(dataSet, otherNumbers, otherCategories, positives);
    }

    /** Returns how many of the flags are true. */
    public static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private static double[] pick(double[] values, int[] indexes) {
        double[] picked = new double[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            picked[i] = values[indexes[i]];
        }
        return picked;
    }

    private static String[] pick(String[] values, int[] indexes) {
        String[] picked = new String[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            picked[i] = values[indexes[i]];
        }
        return picked;
    }
}
