package dev.auspex.model.publish;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionDescription;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.DescriptionTrial;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.RowLayout;
import dev.auspex.model.registry.SchemaCheck;
import dev.auspex.model.registry.SchemaRules;

/**
 * Completes the description of a version and checks it against the graph. A schema that predictions were made with does
 * not change.
 */
@ApplicationScoped
class Descriptions {

    private static final Set<String> MEMBERS = Set.of("features", "labels", "positiveLabel", "threshold");

    private final Catalogue catalogue;
    private final ExampleRun examples;
    private final Settlement settlement;

    Descriptions(Catalogue catalogue, ExampleRun examples, Settlement settlement) {
        this.catalogue = catalogue;
        this.examples = examples;
        this.settlement = settlement;
    }

    /** @throws ProblemException INVALID_INPUT with every mismatch */
    ModelVersion change(StoredVersion version, VersionDescription given, Optional<UUID> account) {
        StoredVersion.Facts facts = version.facts();
        refuseAnotherSchema(version, given);
        ModelVersion before = catalogue
                .description(version.id())
                .orElseGet(() -> PackageReader.undescribed(facts.model(), facts.version(), facts.onnxSha256()));
        ModelVersion after = merged(before, given, version);
        List<String> problems = new ArrayList<>(SchemaCheck.problems(after, facts.model(), facts.version()));
        if (facts.bare()) {
            problems.addAll(SchemaRules.problems(after));
        }
        // A package was checked against its graph at its upload, and its schema does not change.
        if (problems.isEmpty() && facts.bare()) {
            problems.addAll(SchemaCheck.mismatches(facts.signature(), after));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    "The description does not match the graph: " + String.join("; ", problems) + ".",
                    problems.stream()
                            .map(problem -> new Violation(pointer(problem), "mismatch", problem + "."))
                            .toList());
        }
        boolean schema = !version.described() || schema(given);
        if (facts.bare() && schema) {
            refuseExamplesThatCannotBeAsked(after);
            after = tried(version, after);
        }
        settlement.settle(catalogue.describe(version, after, schema, account.orElse(null)));
        return after;
    }

    /** Makes features required if the graph gives no probabilities without them. The caller sees this in the answer. */
    private ModelVersion tried(StoredVersion version, ModelVersion description) {
        DescriptionTrial.Findings findings = examples.check(version, description);
        if (findings.labels().isPresent()) {
            String problem = findings.labels().get();
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    "The description does not match the graph: " + problem + ".",
                    List.of(new Violation("/labels", "mismatch", problem + ".")));
        }
        Set<String> needed = Set.copyOf(findings.needed());
        return needed.isEmpty()
                ? description
                : with(
                        description,
                        description.features().stream()
                                .map(feature -> needed.contains(feature.name()) ? required(feature) : feature)
                                .toList());
    }

    private static Feature required(Feature feature) {
        return new Feature(
                feature.name(),
                feature.type(),
                feature.description(),
                feature.unit(),
                true,
                feature.min(),
                feature.max(),
                feature.categories(),
                feature.example());
    }

    private static ModelVersion with(ModelVersion it, List<Feature> features) {
        return new ModelVersion(
                it.model(),
                it.version(),
                it.title(),
                it.description(),
                it.algorithm(),
                features,
                it.labels(),
                it.positiveLabel(),
                it.threshold(),
                it.metrics(),
                it.seed(),
                it.dataSha256(),
                it.onnxSha256(),
                it.trainedAt());
    }

    /**
     * Returns the JSON pointer that a problem begins with, or that of the member it begins with; empty, for the whole
     * description, if it begins with neither.
     */
    private static String pointer(String problem) {
        String first = problem.substring(0, problem.indexOf(' ')).replace("`", "");
        return first.startsWith("/") ? first : MEMBERS.contains(first) ? "/" + first : "";
    }

    /**
     * Refuses examples that break the schema. Versions are warmed up with their examples, so such a version would never
     * become ready.
     */
    private static void refuseExamplesThatCannotBeAsked(ModelVersion version) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < version.features().size(); i++) {
            Feature feature = version.features().get(i);
            try {
                new RowLayout(List.of(feature)).row(Collections.singletonMap(feature.name(), feature.example()));
            } catch (ProblemException wrong) {
                violations.add(new Violation(
                        "/features/" + i + "/example",
                        "example",
                        "The example of `" + feature.name() + "` does not match the schema: " + wrong.getMessage()));
            }
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    violations.stream().map(Violation::message).collect(Collectors.joining(" ")),
                    violations);
        }
    }

    /** Adds an example that the schema accepts, because versions are warmed up with their examples. */
    private static Feature withExample(Feature feature) {
        if (feature == null || feature.type() == null || feature.example() != null) {
            return feature;
        }
        Object example;
        if (feature.type().isNumeric()) {
            double least = feature.min() == null ? Math.min(0, most(feature)) : feature.min();
            example = Math.clamp(0.0, least, Math.max(least, most(feature)));
        } else if (feature.type() == FeatureType.CATEGORY
                && !feature.categories().isEmpty()) {
            example = feature.categories().getFirst();
        } else {
            return feature;
        }
        return new Feature(
                feature.name(),
                feature.type(),
                feature.description(),
                feature.unit(),
                feature.required(),
                feature.min(),
                feature.max(),
                feature.categories(),
                example);
    }

    private static double most(Feature feature) {
        return feature.max() == null ? Double.MAX_VALUE : feature.max();
    }

    /**
     * Refuses to change a schema that callers rely on: that of a bare graph from the first prediction on, that of a
     * package from its upload on.
     */
    private static void refuseAnotherSchema(StoredVersion version, VersionDescription given) {
        boolean fixed = version.facts().bare() ? version.schemaUsed() : version.described();
        if (fixed && schema(given)) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "The schema of version " + version.facts().version() + " of "
                            + version.facts().model() + " can no longer change, because "
                            + (version.facts().bare() ? "predictions were made with it" : "it is part of the package")
                            + ". Upload another version.");
        }
    }

    private static boolean schema(VersionDescription given) {
        return given.features() != null
                || given.labels() != null
                || given.positiveLabel() != null
                || given.threshold() != null;
    }

    /** Returns the features so far, or generated ones for columns of numbers that nobody has named. */
    private static List<Feature> features(ModelVersion before, StoredVersion version) {
        return before.features().isEmpty() ? SchemaCheck.columns(version.facts().signature()) : before.features();
    }

    private static ModelVersion merged(ModelVersion before, VersionDescription given, StoredVersion version) {
        return new ModelVersion(
                before.model(),
                before.version(),
                given.title() == null ? before.title() : given.title(),
                given.description() == null ? before.description() : given.description(),
                given.algorithm() == null ? before.algorithm() : given.algorithm(),
                given.features() == null
                        ? features(before, version)
                        : given.features().stream()
                                .map(Descriptions::withExample)
                                .toList(),
                given.labels() == null ? before.labels() : given.labels(),
                given.positiveLabel() == null ? before.positiveLabel() : given.positiveLabel(),
                given.threshold() == null ? before.threshold() : given.threshold(),
                before.metrics(),
                before.seed(),
                before.dataSha256(),
                before.onnxSha256(),
                version.facts().bare() ? version.provenance().at() : before.trainedAt());
    }
}
