package dev.auspex.training.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Search for the settings with the lowest log loss. The given settings are always tried first. Random search and TPE
 * try them on all rows, so their best settings are never worse than the given ones. The same seed gives the same
 * trials.
 */
public final class Search {

    /** How settings are chosen. */
    public enum Method {
        /** Uniformly at random: Bergstra, Bengio 2012, "Random Search for Hyper-Parameter Optimization", JMLR 13. */
        RANDOM,
        /**
         * Tree-structured Parzen estimator: settings that are likely among the good trials and unlikely among the
         * others. Bergstra, Bardenet, Bengio, Kegl 2011, "Algorithms for Hyper-Parameter Optimization", NIPS 24,
         * section 4.
         */
        TPE,
        /**
         * Successive halving: many settings on few rows, then the best third of them on three times as many rows.
         * Jamieson, Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS.
         */
        HALVING
    }

    /** TPE: number of trials before it learns from them; all but the first are random. */
    private static final int STARTING_TRIALS = 8;

    /** TPE: share of the trials that count as good. */
    private static final double GOOD = 0.25;

    /** TPE: number of places drawn for each setting, of which the most promising is tried. */
    private static final int CANDIDATES = 24;

    /** Halving: factor by which the rows grow and the settings shrink in the next round. */
    private static final int FACTOR = 3;

    /** Halving: number of rounds. The first uses a ninth of the rows. */
    private static final int ROUNDS = 3;

    private final List<Dimension> space;
    private final Objective objective;
    private final Random random;
    private final Consumer<Trial> afterTrial;
    private final List<Trial> trials = new ArrayList<>();

    private Search(List<Dimension> space, Objective objective, long seed, Consumer<Trial> afterTrial) {
        this.space = List.copyOf(space);
        this.objective = objective;
        this.random = new Random(seed);
        this.afterTrial = afterTrial;
    }

    /**
     * Searches for settings.
     *
     * @param space      settings and their ranges
     * @param given      settings to try first
     * @param count      number of trials; for halving, number of settings in the first round
     * @param afterTrial called after each trial
     * @return all trials in order
     */
    public static List<Trial> run(
            Method method,
            List<Dimension> space,
            Map<String, Double> given,
            int count,
            Objective objective,
            long seed,
            Consumer<Trial> afterTrial) {
        Search search = new Search(space, objective, seed, afterTrial);
        switch (method) {
            case RANDOM -> search.random(given, count);
            case TPE -> search.tpe(given, count);
            case HALVING -> search.halving(given, count);
        }
        return List.copyOf(search.trials);
    }

    /** Returns how many trials a search makes, for the progress bar. */
    public static int trials(Method method, int count) {
        if (method != Method.HALVING) {
            return count;
        }
        int all = 0;
        int left = count;
        for (int round = 0; round < ROUNDS; round++) {
            all += left;
            left = Math.max(1, left / FACTOR);
        }
        return all;
    }

    /** Returns the best of the trials on all rows. */
    public static Trial best(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.budget() == 1)
                .min(Comparator.comparingDouble(trial -> trial.outcome().logLoss()))
                .orElseThrow(() -> new IllegalArgumentException("No trial used all rows."));
    }

    private void random(Map<String, Double> given, int count) {
        tryOut(given, 1);
        while (trials.size() < count) {
            tryOut(parameters(randomPlaces()), 1);
        }
    }

    private void tpe(Map<String, Double> given, int count) {
        tryOut(given, 1);
        while (trials.size() < count) {
            tryOut(parameters(trials.size() < STARTING_TRIALS ? randomPlaces() : promisingPlaces()), 1);
        }
    }

    private void halving(Map<String, Double> given, int count) {
        List<Map<String, Double>> left = new ArrayList<>(List.of(given));
        while (left.size() < count) {
            left.add(parameters(randomPlaces()));
        }
        for (int round = ROUNDS - 1; round >= 0; round--) {
            double budget = 1 / StrictMath.pow(FACTOR, round);
            List<Trial> judged = new ArrayList<>();
            for (Map<String, Double> parameters : left) {
                judged.add(tryOut(parameters, budget));
            }
            judged.sort(Comparator.comparingDouble(trial -> trial.outcome().logLoss()));
            left = judged.stream()
                    .limit(Math.max(1, left.size() / FACTOR))
                    .map(Trial::parameters)
                    .toList();
        }
    }

    private Trial tryOut(Map<String, Double> parameters, double budget) {
        Trial trial = new Trial(trials.size() + 1, budget, parameters, objective.tryOut(parameters, budget));
        trials.add(trial);
        afterTrial.accept(trial);
        return trial;
    }

    private double[] randomPlaces() {
        double[] places = new double[space.size()];
        Arrays.setAll(places, i -> random.nextDouble());
        return places;
    }

    /**
     * Chooses each setting on its own: among some places drawn from the density of the good trials, the one where that
     * density most exceeds the density of the others.
     */
    private double[] promisingPlaces() {
        List<Trial> sorted = new ArrayList<>(trials);
        sorted.sort(Comparator.comparingDouble(trial -> trial.outcome().logLoss()));
        int good = Math.max(1, (int) Math.ceil(GOOD * sorted.size()));
        double[] places = new double[space.size()];
        for (int i = 0; i < places.length; i++) {
            Dimension dimension = space.get(i);
            ParzenEstimator likely = estimator(dimension, sorted.subList(0, good));
            ParzenEstimator unlikely = estimator(dimension, sorted.subList(good, sorted.size()));
            double best = Double.NEGATIVE_INFINITY;
            for (int candidate = 0; candidate < CANDIDATES; candidate++) {
                double place = likely.draw(random);
                double promise = likely.logDensity(place) - unlikely.logDensity(place);
                if (promise > best) {
                    best = promise;
                    places[i] = place;
                }
            }
        }
        return places;
    }

    private static ParzenEstimator estimator(Dimension dimension, List<Trial> trials) {
        return new ParzenEstimator(trials.stream()
                .map(trial -> dimension.place(trial.parameters().get(dimension.name())))
                .toList());
    }

    private Map<String, Double> parameters(double[] places) {
        Map<String, Double> parameters = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            parameters.put(space.get(i).name(), space.get(i).value(places[i]));
        }
        return parameters;
    }
}
