package dev.auspex.model.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionDescription;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.ChangeBell;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.SchemaCheck;

/** Completes what is told of a version, once; the graph has the last word. */
@ApplicationScoped
class Descriptions {

    private final Catalogue catalogue;
    private final ChangeBell bell;

    Descriptions(Catalogue catalogue, ChangeBell bell) {
        this.catalogue = catalogue;
        this.bell = bell;
    }

    /** @throws ProblemException INVALID_INPUT with everything that does not fit */
    ModelVersion change(StoredVersion version, VersionDescription given, Optional<UUID> account) {
        StoredVersion.Facts facts = version.facts();
        refuseAnotherSchema(version, given);
        ModelVersion before = catalogue
                .description(version.id())
                .orElseGet(() -> PackageReader.undescribed(facts.model(), facts.version(), facts.onnxSha256()));
        ModelVersion after = merged(before, given, version);
        List<String> problems = new ArrayList<>(SchemaCheck.problems(after, facts.model(), facts.version()));
        // A package has been held against its graph, and its schema does not change.
        if (problems.isEmpty() && facts.bare()) {
            problems.addAll(SchemaCheck.mismatches(facts.signature(), after));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    "The description does not fit the graph: " + String.join("; ", problems),
                    problems.stream()
                            .map(problem -> new Violation(pointer(problem), "mismatch", problem))
                            .toList());
        }
        catalogue.describe(version, after, account.orElse(null));
        bell.ring();
        return after;
    }

    /** Of what begins with one; else the whole description is meant. */
    private static String pointer(String problem) {
        return problem.startsWith("/") ? problem.substring(0, problem.indexOf(' ')) : "";
    }

    /** Callers rely on a schema from the first prediction on: what is complete stays as it is. */
    private static void refuseAnotherSchema(StoredVersion version, VersionDescription given) {
        boolean schema = given.features() != null
                || given.labels() != null
                || given.positiveLabel() != null
                || given.threshold() != null;
        if (version.described() && schema) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Version " + version.facts().version() + " of "
                            + version.facts().model()
                            + " has its schema, which does not change any more; upload another version");
        }
    }

    /** Columns of a matrix have names even where nobody gives them any. */
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
                given.features() == null ? features(before, version) : given.features(),
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
