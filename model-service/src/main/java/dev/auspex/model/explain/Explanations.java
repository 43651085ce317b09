package dev.auspex.model.explain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.InferenceEngine;
import dev.auspex.model.engine.Row;
import dev.auspex.model.explain.ExplainMeters.Failure;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.VersionReady;
import dev.auspex.model.registry.VersionRetired;

/** Explains predictions on threads of its own behind one bounded queue, so that inference keeps the rest of the machine. */
@ApplicationScoped
public class Explanations {

    private static final Logger LOG = Logger.getLogger(Explanations.class);
    private static final Duration CLOSING_RETRY = Duration.ofSeconds(1);

    private final ExplainConfig config;
    private final InferenceEngine engine;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final ThreadPoolExecutor workers;
    private final Map<ServedVersion, ExplainedVersion> versions = new ConcurrentHashMap<>();

    Explanations(ExplainConfig config, InferenceEngine engine, ObjectMapper json, MeterRegistry meters) {
        this.config = config;
        this.engine = engine;
        this.json = json;
        this.meters = meters;
        this.workers = new ThreadPoolExecutor(
                config.workers(),
                config.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(config.queueCapacity()),
                Thread.ofPlatform().name("explain-", 0).daemon().factory());
        Gauge.builder("auspex.explanations.waiting", workers, pool -> pool.getQueue()
                        .size())
                .description("Explanations that wait")
                .register(meters);
    }

    void open(@Observes VersionReady event) {
        ServedVersion version = event.version();
        ExplainMeters figures = new ExplainMeters(meters, version.model(), version.version());
        versions.put(version, new ExplainedVersion(version, engine, config, json, figures));
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
                    "session of explanations did not close model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
        }
    }

    @PreDestroy
    void stop() {
        for (Runnable waiting : workers.shutdownNow()) {
            ((ExplainTask) waiting).fail(Failure.CLOSING, closing());
        }
    }

    /** The deadline that a header names, or the longest one. */
    Deadline deadline(String header) {
        return Deadline.fromHeader(header, config.longestDeadline());
    }

    /**
     * Explains one row.
     *
     * @throws ProblemException where the request is wrong; further problems come in the Uni
     */
    Uni<Explanation> explain(ServedVersion version, ExplanationRequest request, Deadline deadline) {
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
        if (request.permutations() > config.mostPermutations()) {
            String message = "permutations must be 4 to " + config.mostPermutations();
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, message, List.of(new Violation("/permutations", "range", message)));
        }
        return request.permutations();
    }

    private void submit(ExplainTask task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            if (workers.isShutdown()) {
                task.fail(Failure.CLOSING, closing());
            } else {
                task.fail(
                        Failure.OVERLOADED,
                        new ProblemException(
                                ProblemType.OVERLOADED,
                                "More explanations wait than can be computed soon; try again",
                                config.retryAfter()));
            }
        }
    }

    static ProblemException closing() {
        return new ProblemException(
                ProblemType.UNAVAILABLE, "This version is being taken down; try again", CLOSING_RETRY);
    }
}
