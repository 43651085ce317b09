package dev.auspex.training.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.Rows;

/**
 * Encoding of raw features as columns of a matrix: first the numbers as they are, then one 0/1 column for each category
 * of each categorical feature. A missing number stays NaN; a missing category is all zeros.
 *
 * <p>The ONNX graph encodes all categorical features with one node and one {@link #vocabulary}, which is faster than
 * one node per feature. It therefore has more columns, and {@link #graphColumn} gives the place of a matrix column
 * among them.
 */
public final class Encoding {

    private final List<Column> columns;
    private final int[] numbers;
    private final int[] categories;
    private final List<String> vocabulary;
    private final int[] graphColumns;

    public Encoding(DataSet dataSet) {
        columns = dataSet.columns();
        List<Integer> numberPlaces = new ArrayList<>();
        List<Integer> categoryPlaces = new ArrayList<>();
        Set<String> words = new LinkedHashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            (columns.get(i).isCategory() ? categoryPlaces : numberPlaces).add(i);
            words.addAll(columns.get(i).categories());
        }
        numbers = numberPlaces.stream().mapToInt(Integer::intValue).toArray();
        categories = categoryPlaces.stream().mapToInt(Integer::intValue).toArray();
        vocabulary = List.copyOf(words);
        graphColumns = placeInGraph();
    }

    private int[] placeInGraph() {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            places.add(i);
        }
        for (int i = 0; i < categories.length; i++) {
            for (String category : columns.get(categories[i]).categories()) {
                places.add(numbers.length + i * vocabulary.size() + vocabulary.indexOf(category));
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns all features, in the order of the data set. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the features that are numbers, in the order of the data set. */
    public List<Column> numberColumns() {
        return Arrays.stream(numbers).mapToObj(columns::get).toList();
    }

    /** Returns the features that are categories, in the order of the data set. */
    public List<Column> categoryColumns() {
        return Arrays.stream(categories).mapToObj(columns::get).toList();
    }

    /** Returns every category of every feature, each once. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** Returns the number of columns of the matrix. */
    public int width() {
        return graphColumns.length;
    }

    /** Returns the number of columns of an encoded row inside the ONNX graph. */
    public int graphWidth() {
        return numbers.length + categories.length * vocabulary.size();
    }

    /** Returns the index inside the ONNX graph of a column of the matrix. */
    public int graphColumn(int column) {
        return graphColumns[column];
    }

    /** Returns the rows as a matrix of {@link #width} columns, row by row. */
    public float[] matrix(Rows rows) {
        float[] matrix = new float[Math.multiplyExact(rows.size(), width())];
        for (int row = 0; row < rows.size(); row++) {
            int place = row * width();
            for (int column : numbers) {
                matrix[place++] = (float) rows.number(row, column);
            }
            for (int column : categories) {
                for (String category : columns.get(column).categories()) {
                    matrix[place++] = category.equals(rows.category(row, column)) ? 1 : 0;
                }
            }
        }
        return matrix;
    }
}
