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
 * Asks a graph whether its description is true, before anybody relies on it: whether each feature that may be missing can be left out, and
 * whether its labels stand for the columns that the graph itself means. The examples of the description must have been answered before.
 */
public final class DescriptionTrial {

    /** Of one run, where a graph has loops. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** After this, features that were not tried stay as they are: a prediction without one that is needed is refused then. */
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(10);

    private static final int MOST_ROWS = 16;
    /** Columns closer to each other than this may change places by rounding. */
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

    /** @param version one with a schema, whose examples give probabilities */
    public static Findings of(ServedVersion version) {
        if (version.preparation() != null) {
            // Its only feature is required, and it has no input for the labels' own names to be asked with.
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

    /** Features without a value may be required ones, which the layout refuses; they were answered as examples before. */
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

    /** The graph's own label of some rows against the labels as the description orders them. */
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
                    return Optional.of("labels contradict the graph: its output "
                            + output.get().name() + " says "
                            + own + " where " + answer.get()
                            + " is the most probable by the order of the labels. Give the labels in the order of the"
                            + " columns of the probabilities");
                }
            }
        } catch (GraphException refused) {
            // A good graph may refuse values that were made up.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** What is answered, where that is beyond doubt: by the threshold as well as by the most probable. */
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

    /** The output of strings that has one for each row, where there is exactly one. */
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
            throw new GraphException("output " + output.name() + " is not one label for a row");
        }
        return answer.texts()[0];
    }

    /** The examples, and rows in which each feature in turn has the ends of its range or another category. */
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
