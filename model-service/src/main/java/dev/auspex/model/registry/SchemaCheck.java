package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.GraphTensor;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.engine.Preparation;

/** Checks a description by itself and against its graph. Every method returns all problems at once. */
public final class SchemaCheck {

    private static final String FP32 = "FP32";
    private static final String BYTES = "BYTES";

    private SchemaCheck() {}

    /** Returns the problems of a description by itself. */
    public static List<String> problems(ModelVersion it, String model, String version) {
        List<String> problems = new ArrayList<>();
        check(problems, model.equals(it.model()), "`model` is " + it.model() + ", but its folder says " + model);
        check(
                problems,
                version.equals(it.version()),
                "`version` is " + it.version() + ", but its folder says " + version);
        check(problems, it.onnxSha256() != null, "`onnxSha256` is missing");
        check(
                problems,
                it.labels() != null
                        && it.labels().size() >= 2
                        && !it.labels().contains(null)
                        && new HashSet<>(it.labels()).size() == it.labels().size(),
                "`labels` must be two or more different strings");
        check(
                problems,
                it.labels() != null && it.positiveLabel() != null && it.labels().contains(it.positiveLabel()),
                "`positiveLabel` must be one of the labels");
        check(problems, it.threshold() >= 0 && it.threshold() <= 1, "`threshold` must be between 0 and 1");
        Texts.of(it).forEach((pointer, text) -> check(problems, Texts.storable(text), pointer + Texts.RULE));
        if (it.features() == null || it.features().isEmpty()) {
            problems.add("`features` is missing");
            return problems;
        }
        Set<String> names = new HashSet<>();
        for (Feature feature : it.features()) {
            boolean whole = feature != null && feature.name() != null && feature.type() != null;
            check(problems, whole, "a feature has no name or no type");
            check(problems, !whole || names.add(feature.name()), "a feature name appears twice");
            check(
                    problems,
                    !whole || !feature.type().isPrepared() || it.features().size() == 1,
                    "a text or image must be the only feature");
        }
        return problems;
    }

    /** Returns the problems of a reference profile against the description beside it. */
    static List<String> problems(ReferenceProfile it, ModelVersion description) {
        List<String> problems = new ArrayList<>();
        check(
                problems,
                description.model().equals(it.model()) && description.version().equals(it.version()),
                "it belongs to " + it.model() + "/" + it.version());
        check(problems, it.score() != null, "`score` is missing");
        Set<String> profiled = new HashSet<>();
        if (it.features() != null) {
            it.features().stream().map(FeatureReference::name).forEach(profiled::add);
        }
        for (Feature feature : description.features()) {
            check(problems, profiled.contains(feature.name()), "feature " + feature.name() + " is missing");
        }
        return problems;
    }

    /**
     * Returns features for a graph that nobody has described: f0, f1 and so on if its only input is a matrix of
     * numbers, or one named after each input if it has several and all are columns of numbers. Empty for any other
     * graph, such as one with strings, because the graph does not say what its categories are.
     */
    public static List<Feature> columns(Signature graph) {
        if (graph.inputs().size() > 1
                && graph.inputs().stream().allMatch(it -> it.type().equals(FP32) && isColumn(it.shape()))) {
            return graph.inputs().stream().map(SchemaCheck::number).toList();
        }
        return Matrix.of(graph).map(Matrix::features).orElse(List.of());
    }

    private static Feature number(GraphTensor input) {
        return new Feature(
                input.name(), FeatureType.NUMBER, "Input " + input.name(), null, true, null, null, List.of(), 0.0);
    }

    /**
     * Returns where a description and its graph do not match. The description must have no {@link #problems}
     * of its own.
     *
     * @param prepared what the package itself prepares for the graph, if it does
     */
    static List<String> mismatches(Signature graph, ModelVersion description, Optional<Preparation> prepared) {
        List<String> problems = new ArrayList<>();
        if (prepared.isPresent()) {
            Feature feature = description.features().getFirst();
            Preparation preparation = prepared.get();
            String name = preparation.given().name();
            String type = preparation.type().name().toLowerCase(Locale.ROOT);
            check(
                    problems,
                    feature.type() == preparation.type() && feature.name().equals(name),
                    "the only feature must be the " + type + " " + name + " from preparation.json");
            check(problems, feature.required(), "feature " + feature.name() + " must be required, like every " + type);
            outputs(graph, description, problems);
            return problems;
        }
        Matrix.of(graph, description.features())
                .ifPresentOrElse(
                        matrix -> problems.addAll(matrix.mismatches(description.features())),
                        () -> inputs(graph, description, problems));
        ProbabilityOutput.problem(graph, description.labels().size()).ifPresent(problems::add);
        return problems;
    }

    /**
     * Returns where a description and a bare graph do not match. The description must have no {@link #problems}
     * of its own.
     */
    public static List<String> mismatches(Signature graph, ModelVersion description) {
        return mismatches(graph, description, Optional.empty());
    }

    private static void inputs(Signature graph, ModelVersion description, List<String> problems) {
        Set<String> named = new HashSet<>();
        for (Feature feature : description.features()) {
            named.add(feature.name());
            if (feature.type().isPrepared()) {
                problems.add("feature " + feature.name()
                        + " needs a package with preparation.json, which says how to prepare it for the graph");
                continue;
            }
            String expected = feature.type() == FeatureType.CATEGORY ? BYTES : FP32;
            GraphTensor input = graph.input(feature.name()).orElse(null);
            if (input == null) {
                problems.add("feature " + feature.name() + " is not an input of the graph");
            } else if (!input.type().equals(expected) || !isColumn(input.shape())) {
                problems.add("input " + feature.name() + " is " + input.type() + input.shape() + ", not " + expected
                        + "[-1, 1]");
            }
        }
        for (GraphTensor input : graph.inputs()) {
            check(problems, named.contains(input.name()), "input " + input.name() + " is not a feature");
        }
    }

    private static void outputs(Signature graph, ModelVersion description, List<String> problems) {
        check(problems, graph.output(ServedVersion.LABEL).isPresent(), "the graph has no output label");
        GraphTensor probabilities = graph.output(ServedVersion.PROBABILITIES).orElse(null);
        int labels = description.labels().size();
        if (probabilities == null) {
            problems.add("the graph has no output probabilities");
        } else if (!probabilities.type().equals(FP32)
                || probabilities.shape().size() != 2
                || (probabilities.shape().get(1) != labels
                        && probabilities.shape().get(1) != -1)) {
            problems.add("output probabilities is " + probabilities.type() + probabilities.shape() + ", not FP32[-1, "
                    + labels + "]");
        }
    }

    private static boolean isColumn(List<Long> shape) {
        return shape.size() == 2 && shape.get(0) == -1 && shape.get(1) == 1;
    }

    private static void check(List<String> problems, boolean good, String problem) {
        if (!good) {
            problems.add(problem);
        }
    }
}
