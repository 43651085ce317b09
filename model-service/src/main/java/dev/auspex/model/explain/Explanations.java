package dev.auspex.model.explain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.chassis.deadline.RequestDeadline;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.explain.ExplainMeters.Failure;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.VersionReady;
import dev.auspex.model.registry.VersionRetired;
import dev.auspex.model.runtime.GraphHosts;

/**
 * Explains predictions on separate threads behind one bounded queue. Inference keeps the rest of the machine, and long
 * explanations of one tenant do not hold up those of another.
 */
@ApplicationScoped
public class Explanations {

    private static final Logger LOG = Logger.getLogger(Explanations.class);

    /** Two pairs of a permutation and its reverse; fewer give no standard error. */
    private static final int FEWEST_PERMUTATIONS = 4;

    private static final Duration CLOSING_RETRY = Duration.ofSeconds(1);

    private final ExplainConfig config;
    private final GraphHosts hosts;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final MemoryBudget memory;
    private final FairQueue<ExplainTask> queue;
    private final Map<ServedVersion, ExplainedVersion> versions = new ConcurrentHashMap<>();

    Explanations(ExplainConfig config, GraphHosts hosts, ObjectMapper json, MemoryBudget memory, MeterRegistry meters) {
        this.config = config;
        this.hosts = hosts;
        this.json = json;
        this.meters = meters;
        this.memory = memory;
        this.queue = new FairQueue<>(config.queueCapacity(), config.workers());
        for (int i = 0; i < config.workers(); i++) {
            Thread.ofPlatform().name("explain-" + i).daemon().start(this::work);
        }
        Gauge.builder("auspex.explanations.waiting", queue, FairQueue::waiting)
                .description("Explanations in the queue")
                .register(meters);
        Gauge.builder("auspex.explanations.running", queue, FairQueue::running)
                .description("Explanations that are being computed")
                .register(meters);
    }

    private void work() {
        try {
            for (FairQueue.Taken<ExplainTask> taken = queue.take(); taken != null; taken = queue.take()) {
                try {
                    taken.task().run();
                } catch (RuntimeException | Error e) {
                    // If the thread ended, everybody would have one less.
                    LOG.error("explanation failed unexpectedly", e);
                    taken.task().fail(Failure.ENGINE, new IllegalStateException(e));
                } finally {
                    queue.done(taken.owner());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void open(@Observes VersionReady event) {
        ServedVersion version = event.version();
        ExplainMeters figures = new ExplainMeters(meters, version.tenantTag(), version.model(), version.version());
        versions.put(version, new ExplainedVersion(version, hosts.of(version.owner()), config, json, memory, figures));
    }

    void close(@Observes VersionRetired event) {
        ServedVersion version = event.version();
        ExplainedVersion explained = versions.remove(version);
        if (explained == null) {
            return;
        }
        try {
            explained.close();
        } catch (GraphException e) {
            LOG.warnf(
                    "explanation session was not closed model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
        }
    }

    @PreDestroy
    void stop() {
        for (ExplainTask waiting : queue.close()) {
            waiting.fail(Failure.CLOSING, closing());
        }
    }

    /** Returns the deadline that a header names, or the longest one. */
    Deadline deadline(String header) {
        return RequestDeadline.of(header, config.longestDeadline());
    }

    /**
     * Explains one row.
     *
     * @param tenant tenant on whose behalf it is explained; empty for a service that calls for none
     * @throws ProblemException if the request is wrong; the Uni fails with any later problem
     */
    Uni<Explanation> explain(
            ServedVersion version, ExplanationRequest request, Optional<UUID> tenant, Deadline deadline) {
        Span.current().setAttribute("model", version.model()).setAttribute("version", version.version());
        ExplainedVersion explained = versions.get(version);
        if (explained == null) {
            throw closing();
        }
        try {
            Row row = RequestCheck.row(version, request.features());
            int permutations = permutations(request);
            return Uni.createFrom()
                    .emitter(caller -> submit(
                            tenant,
                            new ExplainTask(explained, request.features(), row, permutations, deadline, caller)));
        } catch (ProblemException e) {
            explained.meters().failure(Failure.INVALID);
            throw e;
        }
    }

    private int permutations(ExplanationRequest request) {
        if (request.permutations() == null) {
            return config.permutations();
        }
        if (request.permutations() < FEWEST_PERMUTATIONS || request.permutations() > config.mostPermutations()) {
            String message =
                    "`permutations` must be from " + FEWEST_PERMUTATIONS + " to " + config.mostPermutations() + ".";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, message, List.of(new Violation("/permutations", "range", message)));
        }
        return request.permutations();
    }

    private void submit(Optional<UUID> tenant, ExplainTask task) {
        switch (queue.offer(tenant, task)) {
            case TAKEN -> LOG.tracef("explanation queued tenant=%s", tenant);
            case CLOSED -> task.fail(Failure.CLOSING, closing());
            case FULL ->
                task.fail(
                        Failure.OVERLOADED,
                        new ProblemException(
                                ProblemType.OVERLOADED,
                                "Too many explanations are waiting. Try again in a moment.",
                                config.retryAfter()));
        }
    }

    static ProblemException closing() {
        return new ProblemException(
                ProblemType.UNAVAILABLE, "This version is being unloaded. Try again in a moment.", CLOSING_RETRY);
    }
}
