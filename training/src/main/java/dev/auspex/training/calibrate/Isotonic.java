package dev.auspex.training.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Isotonic calibration: a line from knot to knot over the log odds that never falls and is constant beyond the first
 * and the last knot. The constants are floats, as in the ONNX graph.
 *
 * @param knots at least two knots, with strictly ascending log odds and probabilities that never fall
 */
public record Isotonic(List<Knot> knots) implements Calibration {

    /**
     * Steepest line between knots, per unit of log odds: four times as steep as the logistic function. The rounding of
     * log odds to float must not change the sixth decimal of a probability.
     */
    static final double STEEPEST = 1;

    private static final int MOST_KNOTS = 20;
    private static final int LEAST_ROWS = 10;

    public Isotonic {
        knots = List.copyOf(knots);
        if (knots.size() < 2) {
            throw new IllegalArgumentException("A line needs at least two knots.");
        }
        for (int i = 1; i < knots.size(); i++) {
            if (!(knots.get(i - 1).logOdds() < knots.get(i).logOdds())
                    || knots.get(i - 1).probability() > knots.get(i).probability()) {
                throw new IllegalArgumentException("The knots must rise.");
            }
        }
    }

    /**
     * A point of the line.
     *
     * @param logOdds     log odds of the point
     * @param probability probability at these log odds
     */
    public record Knot(float logOdds, float probability) {}

    /**
     * A piece of the line.
     *
     * @param from  log odds at which it starts
     * @param width log odds that it spans
     * @param slope probability that it gains per unit of log odds
     */
    public record Piece(float from, float width, float slope) {}

    /** A block of rows, by its sums. */
    private record Block(double rows, double sumOfLogOdds, double sumOfTruths) {

        Block and(Block other) {
            return new Block(rows + other.rows, sumOfLogOdds + other.sumOfLogOdds, sumOfTruths + other.sumOfTruths);
        }

        double logOdds() {
            return sumOfLogOdds / rows;
        }

        double share() {
            return sumOfTruths / rows;
        }
    }

    /**
     * Fits by pooling adjacent violators: Zadrozny, Elkan 2002, "Transforming Classifier Scores into Accurate
     * Multiclass Probability Estimates", KDD, section 3. The line goes through the centre of each block, so that scores
     * within a block stay distinct: Oron, Flournoy 2017, "Centered Isotonic Regression", Statistics in
     * Biopharmaceutical Research 9, pp. 258-267. A block that has too few rows, or that rises too steeply, is pooled
     * with its neighbour. Probabilities stay away from 0 and 1 by 1 / (n + 2) for n rows.
     *
     * @return calibration, or empty if only one block is left: such scores carry no information
     */
    public static Optional<Isotonic> fit(double[] logOdds, boolean[] positives) {
        Integer[] order = IntStream.range(0, logOdds.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> logOdds[i]));
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < order.length; ) {
            double value = logOdds[order[i]];
            Block block = new Block(0, 0, 0);
            while (i < order.length && logOdds[order[i]] == value) {
                block = block.and(new Block(1, value, positives[order[i]] ? 1 : 0));
                i++;
            }
            push(blocks, block);
        }
        pool(blocks, Math.max(LEAST_ROWS, Math.ceilDiv(logOdds.length, MOST_KNOTS)));
        if (blocks.size() < 2) {
            return Optional.empty();
        }
        double least = 1.0 / (logOdds.length + 2);
        return Optional.of(new Isotonic(blocks.stream()
                .map(block -> new Knot((float) block.logOdds(), (float) Math.clamp(block.share(), least, 1 - least)))
                .toList()));
    }

    /**
     * Computes the isotonic regression of ordered values: the non-decreasing sequence with the least squared distance.
     *
     * @return fitted value for each value
     */
    static double[] regress(double[] values) {
        List<Block> blocks = new ArrayList<>();
        for (double value : values) {
            push(blocks, new Block(1, 0, value));
        }
        return blocks.stream()
                .flatMapToDouble(block -> DoubleStream.generate(block::share).limit((long) block.rows()))
                .toArray();
    }

    /** Appends a block, after pooling it with the blocks before it that it does not rise above. */
    private static void push(List<Block> blocks, Block block) {
        Block pooled = block;
        while (!blocks.isEmpty() && blocks.getLast().share() >= pooled.share()) {
            pooled = blocks.removeLast().and(pooled);
        }
        blocks.add(pooled);
    }

    private static void pool(List<Block> blocks, int leastRows) {
        int i = 0;
        while (i < blocks.size() && blocks.size() > 1) {
            boolean last = i == blocks.size() - 1;
            if (blocks.get(i).rows() < leastRows) {
                int left = last ? i - 1 : i;
                merge(blocks, left);
                // The pooled block has another centre, so its slope from the previous block is checked again.
                i = Math.max(0, left - 1);
            } else if (!last && tooSteep(blocks.get(i), blocks.get(i + 1))) {
                merge(blocks, i);
                i = Math.max(0, i - 1);
            } else {
                i++;
            }
        }
    }

    private static boolean tooSteep(Block left, Block right) {
        double width = (float) right.logOdds() - (float) left.logOdds();
        return !(right.share() - left.share() <= STEEPEST * width);
    }

    private static void merge(List<Block> blocks, int left) {
        blocks.set(left, blocks.get(left).and(blocks.remove(left + 1)));
    }

    /** Returns the pieces of the line from left to right. */
    public List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 1; i < knots.size(); i++) {
            Knot left = knots.get(i - 1);
            Knot right = knots.get(i);
            float width = right.logOdds() - left.logOdds();
            pieces.add(new Piece(left.logOdds(), width, (right.probability() - left.probability()) / width));
        }
        return pieces;
    }

    @Override
    public String name() {
        return "isotonic";
    }

    @Override
    public double apply(double logOdds) {
        double probability = knots.getFirst().probability();
        for (Piece piece : pieces()) {
            probability += piece.slope() * Math.clamp(logOdds - piece.from(), 0, (double) piece.width());
        }
        return probability;
    }
}
