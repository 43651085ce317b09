package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.JoinProbe;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparedProbe;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;
import dev.auspex.model.inference.VersionMeters.Failure;
import dev.auspex.model.registry.SchemaUse;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.VersionReady;
import dev.auspex.model.registry.VersionRetired;

/** Runs requests on the version that they name, each version behind a queue of its own. */
@ApplicationScoped
public class Inference {

    private static final Logger LOG = Logger.getLogger(Inference.class);

    private final InferenceConfig config;
    private final MeterRegistry meters;
    private final Preparations preparations;
    private final Map<ServedVersion, Lane> lanes = new ConcurrentHashMap<>();

    Inference(InferenceConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
        this.preparations = preparations(false);
    }

    private Preparations preparations(boolean idle) {
        return new Preparations(
                config.workers().orElse(Runtime.getRuntime().availableProcessors()), config.queueCapacity(), idle);
    }

    @PreDestroy
    void stop() {
        preparations.close();
    }

    void open(@Observes VersionReady event) {
        ServedVersion version = event.version();
        LaneSettings asked = LaneSettings.of(config, version.model());
        // One row of a loop may hold up all that run with it, and change what comes out of them.
        LaneSettings settings = version.graph().loops() ? asked.oneByOne() : asked;
        VersionMeters figures = figures(version);
        Preparation preparation = version.preparation();
        boolean joinable = settings.maxBatch() > 1
                && (preparation == null
                        ? JoinProbe.passes(version.graph())
                        : config.joinAnyway()
                                || PreparedProbe.passes(version.graph(), preparation, ServedVersion.PROBABILITIES));
        VersionQueue queue = new VersionQueue(
                version.model() + "/" + version.version(),
                settings,
                new Runners(() -> version.runner(settings.maxBatch()), () -> version.graph()
                        .tensors(settings.maxBatch())),
                joinable,
                preparation == null || joinable,
                figures);
        Decision decision = version.layout() == null ? null : new Decision(version.description());
        AnswerCache cache = settings.cacheBytes() > 0 ? new AnswerCache(settings.cacheBytes()) : null;
        // Threads that wait for one tenant's worker are not there for another's texts.
        Preparations own = preparation == null || version.owner() == null ? preparations : preparations(true);
        lanes.put(version, new Lane(queue, decision, cache, figures, own));
        LOG.infof(
                "queue opened kind=%s runs=%s model=%s version=%s",
                preparation == null ? "tensors" : preparation.given().name(),
                joinable ? "together" : "one by one",
                version.model(),
                version.version());
    }

    /** A version that is loaded anew goes on counting where it was. */
    private VersionMeters figures(ServedVersion version) {
        for (Map.Entry<ServedVersion, Lane> lane : lanes.entrySet()) {
            VersionMeters known = lane.getValue().figures();
            if (Objects.equals(lane.getKey().owner(), version.owner())
                    && lane.getKey().model().equals(version.model())
                    && lane.getKey().version().equals(version.version())
                    && !known.removed()) {
                return known;
            }
        }
        return new VersionMeters(meters, version.tenantTag(), version.model(), version.version());
    }

    void close(@Observes VersionRetired event) {
        ServedVersion version = event.version();
        Lane lane = lanes.remove(version);
        if (lane != null && !lane.queue().close(config.drainTimeout())) {
            LOG.warnf("requests were cut off at close model=%s version=%s", version.model(), version.version());
        }
        if (lane != null && lane.preparations() != preparations) {
            lane.preparations().close();
        }
    }

    /**
     * One row, which may run together with others.
     *
     * @throws ProblemException where names or types are wrong; further problems come in the Uni
     */
    public Uni<InferenceResult> row(
            ServedVersion version, Map<String, Object> features, Deadline deadline, Priority priority) {
        Lane lane = lane(version);
        Row row = row(lane, version, features);
        SchemaUse use = version.schemaUse();
        return use == null || use.stored()
                ? row(lane, version, row, features, deadline, priority)
                : use.store().chain(() -> row(lane, version, row, features, deadline, priority));
    }

    private Uni<InferenceResult> row(
            Lane lane,
            ServedVersion version,
            Row row,
            Map<String, Object> features,
            Deadline deadline,
            Priority priority) {
        if (version.preparation() == null) {
            return answer(lane, row, deadline, priority)
                    .map(answer -> lane.decision().of(answer, features, List.of()));
        }
        return prepared(lane, version.preparation(), row.categories()[0], deadline)
                .chain(prepared -> answer(
                                lane, new Row(row.numbers(), row.categories(), prepared.inputs()), deadline, priority)
                        .map(answer -> lane.decision().of(answer, features, Preparations.warnings(version, prepared))));
    }

    private static Failure failure(ProblemType type) {
        return switch (type) {
            case OVERLOADED -> Failure.OVERLOADED;
            case DEADLINE_EXCEEDED -> Failure.DEADLINE;
            case UNAVAILABLE -> Failure.CLOSING;
            default -> Failure.INVALID;
        };
    }

    private static Uni<RowAnswer> answer(Lane lane, Row row, Deadline deadline, Priority priority) {
        return lane.cache() == null ? lane.queue().row(row, deadline, priority) : kept(lane, row, deadline, priority);
    }

    private Uni<Preparation.Prepared> prepared(Lane lane, Preparation preparation, String value, Deadline deadline) {
        return lane.preparations()
                .prepared(preparation, value, deadline)
                .onFailure(ProblemException.class)
                .invoke(e -> {
                    lane.figures().request();
                    lane.figures().failure(failure(((ProblemException) e).type()), 0);
                });
    }

    /**
     * Tensors, which may run together with others where the graph allows it.
     *
     * @return the outputs asked for, in the order asked
     */
    public Uni<Values[]> tensors(ServedVersion version, TensorCall call, Deadline deadline, Priority priority) {
        Lane lane = lane(version);
        if (version.preparation() == null) {
            return answer(lane, call, deadline, priority);
        }
        // Each value is a call of its own: how many come in one request must not change what comes out.
        List<Uni<Values[]>> answers = new ArrayList<>();
        for (String value : Preparations.values(call)) {
            answers.add(prepared(lane, version.preparation(), value, deadline)
                    .chain(prepared ->
                            answer(lane, new TensorCall(prepared.inputs(), call.outputs()), deadline, priority)));
        }
        return answers.size() == 1
                ? answers.getFirst()
                : Uni.join()
                        .all(answers)
                        .usingConcurrencyOf(Preparations.AT_ONCE)
                        .andFailFast()
                        .map(Preparations::joined);
    }

    private static Uni<Values[]> answer(Lane lane, TensorCall call, Deadline deadline, Priority priority) {
        return lane.cache() == null
                ? lane.queue().tensors(call, deadline, priority)
                : kept(lane, call, deadline, priority);
    }

    /** Counts a request for tensors that was refused before it could wait. */
    public void refused(ServedVersion version) {
        Lane lane = lanes.get(version);
        if (lane != null) {
            lane.figures().request();
            lane.figures().failure(Failure.INVALID, 0);
        }
    }

    /** What a version did since it was loaded; empty where it is being taken down. */
    public Optional<Statistics> statistics(ServedVersion version) {
        return Optional.ofNullable(lanes.get(version))
                .map(lane -> lane.figures().statistics());
    }

    /** The deadline that a header names, or the longest one. */
    public Deadline deadline(String header) {
        return RequestDeadline.of(header, config.longestDeadline());
    }

    /**
     * The earlier of the deadline that a header names and a request's own timeout.
     *
     * @param timeoutMicros 0 for none
     */
    public Deadline deadline(String header, long timeoutMicros) {
        Deadline deadline = deadline(header);
        if (timeoutMicros == 0 || timeoutMicros > config.longestDeadline().toNanos() / 1000) {
            return deadline;
        }
        Deadline own = Deadline.in(Duration.ofNanos(timeoutMicros * 1000));
        return own.atNanos() - deadline.atNanos() < 0 ? own : deadline;
    }

    VersionQueue queue(ServedVersion version) {
        return lane(version).queue();
    }

    private Lane lane(ServedVersion version) {
        Span.current().setAttribute("model", version.model()).setAttribute("version", version.version());
        Lane lane = lanes.get(version);
        if (lane == null) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "This version is being unloaded. Try again in a moment.",
                    config.retryAfter());
        }
        return lane;
    }

    private static Row row(Lane lane, ServedVersion version, Map<String, Object> features) {
        try {
            return version.rows().row(features);
        } catch (ProblemException e) {
            lane.figures().request();
            lane.figures().failure(Failure.INVALID, 0);
            throw e;
        }
    }

    private static Uni<RowAnswer> kept(Lane lane, Row row, Deadline deadline, Priority priority) {
        long started = System.nanoTime();
        AnswerCache.Key key = AnswerCache.key(row);
        float[] known = lane.cache().row(key);
        if (known != null) {
            hit(lane, started);
            return Uni.createFrom().item(new RowAnswer(known, 0, 0, 1));
        }
        lane.figures().cacheMiss(System.nanoTime() - started);
        return lane.queue().row(row, deadline, priority).invoke(answer -> lane.cache()
                .keep(key, answer.probabilities()));
    }

    private static Uni<Values[]> kept(Lane lane, TensorCall call, Deadline deadline, Priority priority) {
        long started = System.nanoTime();
        AnswerCache.Key key = AnswerCache.key(call);
        Values[] known = lane.cache().tensors(key);
        if (known != null) {
            hit(lane, started);
            return Uni.createFrom().item(known);
        }
        lane.figures().cacheMiss(System.nanoTime() - started);
        return lane.queue().tensors(call, deadline, priority).invoke(answer -> lane.cache()
                .keep(key, answer));
    }

    private static void hit(Lane lane, long started) {
        long nanos = System.nanoTime() - started;
        lane.figures().request();
        lane.figures().cacheHit(nanos);
        lane.figures().success(nanos);
    }

    private record Lane(
            VersionQueue queue,
            Decision decision,
            AnswerCache cache,
            VersionMeters figures,
            Preparations preparations) {}
}
