package dev.auspex.model.publish;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.BrokenPackageException;
import dev.auspex.model.registry.DescriptionTrial;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.Sentence;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.WarmUp;
import dev.auspex.model.runtime.GraphHosts;

/**
 * Runs a graph on the examples of a description before the description is stored. Replicas do the same when they load
 * the version, so a version whose examples give no probabilities would fail to load.
 */
@ApplicationScoped
class ExampleRun {

    /** One run of a single row, then one of a batch. */
    private static final int RUNS = 2;

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(ExampleRun.class);

    private final ArtifactCache cache;
    private final PackageReader reader;
    private final GraphHosts hosts;

    ExampleRun(ArtifactCache cache, PackageReader reader, GraphHosts hosts) {
        this.cache = cache;
        this.reader = reader;
        this.hosts = hosts;
    }

    /**
     * Runs the graph.
     *
     * @return what the trial found out about optional features and labels
     * @throws ProblemException INVALID_INPUT if the results are not probabilities; UNAVAILABLE if the graph cannot be
     *     fetched or run
     */
    DescriptionTrial.Findings check(StoredVersion version, ModelVersion description) {
        StoredVersion.Facts facts = version.facts();
        try {
            String key = ArtifactKey.of(version.tenant(), facts.model(), facts.version(), facts.sha256());
            ServedVersion trial = reader.bare(
                    cache.folder(key, facts.sha256(), true),
                    facts.model(),
                    facts.version(),
                    Optional.of(description),
                    hosts.of(version.tenant()));
            try {
                WarmUp.run(trial, RUNS);
                return DescriptionTrial.of(trial);
            } finally {
                PackageReader.discard(trial);
            }
        } catch (BrokenPackageException e) {
            if (!e.lasting()) {
                throw new ProblemException(ProblemType.UNAVAILABLE, e.getMessage(), RETRY);
            }
            String message = "The graph fails on the examples of the features: " + Sentence.ended(e.getMessage());
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, message, List.of(new Violation("/features", "example", message)));
        } catch (ArtifactException e) {
            LOG.warnf(
                    "description could not be checked model=%s version=%s cause=%s",
                    facts.model(), facts.version(), e.getMessage());
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The file of the version cannot be read, so its description cannot be checked. Try again in a"
                            + " moment.",
                    RETRY);
        }
    }
}
