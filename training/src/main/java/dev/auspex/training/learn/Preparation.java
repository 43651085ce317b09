package dev.auspex.training.learn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import dev.auspex.training.data.Rows;

/**
 * Preparation of numbers for a linear model: the median replaces a missing number, then all are scaled to mean 0 and
 * standard deviation 1.
 *
 * @param scalings scaling of each number, in the order of the matrix
 */
public record Preparation(List<Scaling> scalings) {

    public Preparation {
        scalings = List.copyOf(scalings);
    }

    /** Computes the constants from training rows. */
    static Preparation of(Encoding encoding, Rows rows) {
        float[] matrix = encoding.matrix(rows);
        return new Preparation(IntStream.range(0, encoding.numberColumns().size())
                .mapToObj(column -> {
                    float[] values = new float[rows.size()];
                    for (int row = 0; row < values.length; row++) {
                        values[row] = matrix[row * encoding.width() + column];
                    }
                    return scaling(values);
                })
                .toList());
    }

    private static Scaling scaling(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted); // NaN last
        int present = sorted.length;
        while (present > 0 && Float.isNaN(sorted[present - 1])) {
            present--;
        }
        float median = present == 0 ? 0 : sorted[(present - 1) / 2];
        double sum = 0;
        for (float value : values) {
            sum += Float.isNaN(value) ? median : value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            double difference = (Float.isNaN(value) ? median : value) - mean;
            squares += difference * difference;
        }
        double deviation = Math.sqrt(squares / values.length);
        return new Scaling(median, (float) mean, deviation == 0 ? 1 : (float) (1 / deviation));
    }

    /** Returns the value of a matrix column after preparation. */
    double apply(int column, float value) {
        return column < scalings.size() ? scalings.get(column).apply(value) : value;
    }
}
