package dev.auspex.model.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/**
 * Checks a description against the behaviour of its graph before anybody relies on it: whether each optional feature
 * can be left out, and whether the labels stand for the columns that the graph itself means. The graph must have
 * answered the examples of the description before.
 */
public final class DescriptionTrial {

    /** Longest time of one run, because a graph may have loops. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * Longest time for trying features. Features that were not tried by then stay optional; a prediction that lacks one
     * the graph needs is then refused.
     */
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(10);

    private static final int MOST_ROWS = 16;
    /** Rounding may swap columns that are closer to each other than this. */
    private static final float TIE = 1e-4f;

    /**
     * What came out.
     *
     * @param needed features that may be missing by the description, and without which the graph gives no probabilities
     * @param labels what is wrong with the labels, where something is
     */
    public record Findings(List<String> needed, Optional<String> labels) {

        public Findings {
            needed = List.copyOf(needed);
        }
    }

    private final ServedVersion version;
    private final RowRunner runner;

    private DescriptionTrial(ServedVersion version, RowRunner runner) {
        this.version = version;
        this.runner = runner;
    }

    /** @param version one with a schema whose examples give probabilities */
    public static Findings of(ServedVersion version) {
        if (version.preparation() != null) {
            // Its only feature is required, and it has no input with which to ask for the graph's own label.
            return new Findings(List.of(), version.labels().problem());
        }
        try (RowRunner runner = version.runner(1)) {
            DescriptionTrial trial = new DescriptionTrial(version, runner);
            Optional<String> labels = version.labels().problem();
            return new Findings(
                    trial.needed(), labels.isPresent() || version.labels().told() ? labels : trial.contradiction());
        }
    }

    private List<String> needed() {
        List<String> needed = new ArrayList<>();
        Deadline enough = Deadline.in(LONGEST_TRIAL);
        for (Feature feature : version.description().features()) {
            if (!feature.required() && !enough.passed()) {
                Map<String, Object> values = examples();
                values.remove(feature.name());
                if (!answered(values)) {
                    needed.add(feature.name());
                }
            }
        }
        return needed;
    }

    private boolean answered(Map<String, Object> values) {
        try {
            return Probabilities.good(runner.run(List.of(row(values)), Deadline.in(LONGEST))[0]);
        } catch (GraphException e) {
            return false;
        }
    }

    private Map<String, Object> examples() {
        Map<String, Object> values = new HashMap<>();
        version.description().features().forEach(feature -> values.put(feature.name(), feature.example()));
        return values;
    }

    /**
     * Lays out a row. A required feature without a value is treated as optional, because the layout would refuse it;
     * the graph has answered such a row as the example before.
     */
    private Row row(Map<String, Object> values) {
        return new RowLayout(version.description().features().stream()
                        .map(feature ->
                                feature.required() && values.get(feature.name()) != null ? feature : optional(feature))
                        .toList())
                .row(values);
    }

    private static Feature optional(Feature feature) {
        return new Feature(
                feature.name(),
                feature.type(),
                feature.description(),
                feature.unit(),
                false,
                feature.min(),
                feature.max(),
                feature.categories(),
                feature.example());
    }

    /** Compares the graph's own label of some rows with the label that follows from the order in the description. */
    private Optional<String> contradiction() {
        Optional<TensorSpec> output = labelOutput();
        if (output.isEmpty()) {
            return Optional.empty();
        }
        ModelVersion description = version.description();
        try (TensorRunner tensors = version.graph().tensors(1)) {
            for (Row row : samples()) {
                String own = own(tensors, row, output.get());
                float[] probabilities = runner.run(List.of(row), Deadline.in(LONGEST))[0];
                if (!Probabilities.good(probabilities)
                        || probabilities.length != description.labels().size()) {
                    continue;
                }
                Optional<String> answer = clear(probabilities);
                if (answer.isPresent() && !answer.get().equals(own)) {
                    return Optional.of("`labels` contradicts the graph: its output "
                            + output.get().name() + " says "
                            + own + ", but " + answer.get()
                            + " is the most probable label in the given order. List the labels in the order of the"
                            + " columns of the probabilities");
                }
            }
        } catch (GraphException refused) {
            // A good graph may refuse made-up values.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * Returns the predicted label where it is beyond doubt: no tie, and the threshold agrees with
     * the highest probability.
     */
    private Optional<String> clear(float[] probabilities) {
        ModelVersion description = version.description();
        int most = 0;
        for (int i = 1; i < probabilities.length; i++) {
            most = probabilities[i] > probabilities[most] ? i : most;
        }
        for (int i = 0; i < probabilities.length; i++) {
            if (i != most && probabilities[most] - probabilities[i] < TIE) {
                return Optional.empty();
            }
        }
        String label = description.labels().get(most);
        if (probabilities.length == 2) {
            int positive = description.labels().indexOf(description.positiveLabel());
            int decided = probabilities[positive] >= description.threshold() ? positive : 1 - positive;
            return decided == most ? Optional.of(label) : Optional.empty();
        }
        return Optional.of(label);
    }

    /** Returns the output that holds one string per row, if there is exactly one. */
    private Optional<TensorSpec> labelOutput() {
        List<TensorSpec> strings = version.graph().outputs().stream()
                .filter(it -> it.type() == ElementType.BYTES && !it.name().endsWith(Signature.KEYS_SUFFIX))
                .filter(it -> it.shape().size() == 1
                        || it.shape().size() == 2 && it.shape().get(1) == 1)
                .toList();
        return strings.size() == 1 ? Optional.of(strings.getFirst()) : Optional.empty();
    }

    private String own(TensorRunner tensors, Row row, TensorSpec output) throws GraphException {
        Graph graph = version.graph();
        Values[] inputs = new Rows(version.rows(), graph.inputs()).tensors(List.of(row));
        int index = IntStream.range(0, graph.outputs().size())
                .filter(i -> graph.outputs().get(i).name().equals(output.name()))
                .findFirst()
                .orElseThrow();
        Values answer = tensors.run(List.of(new TensorCall(inputs, new int[] {index})), Deadline.in(LONGEST))
                .outputs()[0][0];
        if (answer.texts() == null || answer.texts().length != 1) {
            throw new GraphException("output " + output.name() + " does not have one label for each row");
        }
        return answer.texts()[0];
    }

    /** Returns the examples, and rows in which one feature at a time takes an end of its range or another category. */
    private List<Row> samples() {
        Set<Map<String, Object>> all = new LinkedHashSet<>();
        all.add(examples());
        for (Feature feature : version.description().features()) {
            for (Object value : others(feature)) {
                if (all.size() < MOST_ROWS) {
                    Map<String, Object> values = examples();
                    values.put(feature.name(), value);
                    all.add(values);
                }
            }
        }
        return all.stream().map(this::row).toList();
    }

    private static List<Object> others(Feature feature) {
        if (feature.type() == FeatureType.CATEGORY) {
            return feature.categories().isEmpty()
                    ? List.of()
                    : List.of(
                            feature.categories().getFirst(),
                            feature.categories().getLast());
        }
        return List.of(feature.min() == null ? -1.0 : feature.min(), feature.max() == null ? 1.0 : feature.max());
    }
}
