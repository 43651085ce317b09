package dev.auspex.prediction.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.breaker.Breaker;
import dev.auspex.chassis.breaker.CallerBreakers;
import dev.auspex.chassis.eventloop.PerEventLoop;
import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.prediction.model.ModelConnection.Answer;
import dev.auspex.prediction.model.ModelConnection.Post;

/**
 * Client for inference on the model service. A row that arrives alone is sent in a call of its own with its caller's
 * token. Rows for one version that arrive while a call is in flight share the next call ({@link RowGatherer}); this
 * service makes that call in its own name, after it has checked each caller's token. A request whose trace is sampled
 * is always sent alone, so that its spans belong to it only.
 */
@ApplicationScoped
public class ModelClient {

    private static final Logger LOG = Logger.getLogger(ModelClient.class);
    /** Lanes of one event loop. Above this number, idle lanes are dropped. */
    private static final int MOST_LANES = 256;
    /** Number of characters above which a value is sent alone. */
    private static final int LARGE_VALUE = 2_000;

    /** Caller of a lane whose rows come from any tenant, because the model is shared. */
    private static final Object EVERYBODY = "everybody";

    private static final int MOST_CALLERS = 10_000;

    private final ModelServiceConfig config;
    private final ModelConnection connection;
    private final ModelAnswers answers;
    private final ModelCatalogue catalogue;
    private final String secret;
    private final ObjectWriter one;
    private final ObjectWriter several;
    private final TypedGuard<Uni<Answer>> breaker;
    private final CallerBreakers callers;
    private final PerEventLoop<Map<Lane, RowGatherer>> lanes;
    private final Vertx vertx;
    private final Timer answered;
    private final DistributionSummary gathered;

    ModelClient(
            ModelServiceConfig config,
            ModelConnection connection,
            ModelAnswers answers,
            ModelCatalogue catalogue,
            ServiceSecret secret,
            ObjectMapper json,
            Vertx vertx,
            MeterRegistry registry) {
        this.config = config;
        this.connection = connection;
        this.answers = answers;
        this.catalogue = catalogue;
        this.secret = secret.value();
        this.one = json.writerFor(InferenceRequest.class);
        this.several = json.writerFor(RowsRequest.class);
        this.vertx = vertx;
        this.lanes = new PerEventLoop<>(HashMap::new);
        this.breaker = TypedGuard.create(new TypeLiteral<Uni<Answer>>() {})
                .withDescription("model service")
                .withCircuitBreaker()
                .when(failure -> failure instanceof ModelDown down && !down.reached())
                .requestVolumeThreshold(config.breakerVolume())
                .failureRatio(config.breakerRatio())
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .successThreshold(2)
                .onStateChange(state -> LOG.infof("circuit breaker of the model service changed state=%s", state))
                .done()
                .build();
        this.callers = new CallerBreakers(
                new Breaker.Settings(
                        config.breakerVolume(),
                        (int) Math.round(100 * config.breakerRatio()),
                        config.breakerWindow().toNanos(),
                        config.breakerDelay().toNanos()),
                MOST_CALLERS);
        this.answered = Timer.builder("auspex.model.call")
                .description("Time for one row to be answered by the model service, including batching, network and"
                        + " inference")
                .register(registry);
        this.gathered = DistributionSummary.builder("auspex.model.call.rows")
                .description("Rows per call to the model service")
                .register(registry);
    }

    /**
     * Rows that may share calls.
     *
     * @param owner tenant that owns the model, or null for a shared one; two tenants may use the same model name
     */
    private record Lane(@Nullable UUID owner, VersionKey key) {

        /** Returns the key of the circuit breaker that counts this lane's failures. */
        Object caller() {
            return owner == null ? EVERYBODY : owner;
        }
    }

    /**
     * Asks one version to infer one row. Call it on an event loop only.
     *
     * @param tenant    tenant of the caller
     * @param bearer    {@code Authorization} header of the caller
     * @param requestId {@code X-Request-Id}, or null
     * @return fails with a {@link ProblemException}: OVERLOADED, UNAVAILABLE, DEADLINE_EXCEEDED, UPSTREAM_FAILED,
     *     INVALID_INPUT if a text or image cannot be used, NOT_FOUND if the version is gone, or UNAUTHENTICATED or
     *     FORBIDDEN if the model service rejects the caller's token
     */
    public Uni<InferenceResult> infer(
            VersionKey key,
            UUID tenant,
            InferenceRequest features,
            Deadline deadline,
            String bearer,
            String requestId) {
        return Uni.createFrom().emitter(emitter -> {
            RowCall row = new RowCall(features, deadline, bearer, requestId, vertx.getOrCreateContext(), emitter);
            if (travelsAlone(deadline) || isLarge(features)) {
                alone(key, tenant, row, () -> {});
            } else {
                lane(new Lane(catalogue.isShared(key.model()) ? null : tenant, key))
                        .add(row);
            }
        });
    }

    private boolean travelsAlone(Deadline deadline) {
        return config.gatherRows() <= 1
                || deadline.remaining().compareTo(config.patience()) < 0
                || Span.current().getSpanContext().isSampled();
    }

    /**
     * Several long texts or images in one call could exceed the body limit, and short rows would have to wait for them.
     */
    private static boolean isLarge(InferenceRequest request) {
        for (Object value : request.features().values()) {
            if (value instanceof String text && text.length() > LARGE_VALUE) {
                return true;
            }
        }
        return false;
    }

    private RowGatherer lane(Lane wanted) {
        Map<Lane, RowGatherer> here = lanes.get();
        RowGatherer lane = here.get(wanted);
        if (lane == null) {
            if (here.size() >= MOST_LANES) {
                here.values().removeIf(RowGatherer::idle);
            }
            lane = newLane(wanted);
            here.put(wanted, lane);
        }
        return lane;
    }

    private RowGatherer newLane(Lane lane) {
        RowGatherer[] self = new RowGatherer[1];
        RowGatherer.Limits limits = new RowGatherer.Limits(
                Math.min(config.gatherRows(), RowsRequest.MOST),
                config.waitingCalls(),
                Math.max(1, config.gatherWait().toMillis()),
                config.gatherSpread().toNanos());
        self[0] = new RowGatherer(vertx, limits, rows -> {
            if (rows.size() == 1) {
                alone(lane.key(), lane.caller(), rows.getFirst(), self[0]::done);
            } else {
                together(lane, rows, self[0]::done);
            }
        });
        return self[0];
    }

    /** Sends one row with its caller's token. */
    private void alone(VersionKey key, Object caller, RowCall row, Runnable done) {
        Post post = new Post(
                path(key, "/infer"),
                body(one, row.features()),
                1,
                row.deadline(),
                HttpHeaders.AUTHORIZATION,
                row.bearer(),
                null,
                row.requestId());
        gathered.record(1);
        post(key, caller, post)
                .subscribe()
                .with(
                        answer -> {
                            done.run();
                            finish(row, () -> answers.one(key, answer));
                        },
                        failure -> {
                            done.run();
                            row.fail(problem(failure));
                        });
    }

    /** Sends rows of several callers in this service's name. */
    private void together(Lane lane, List<RowCall> rows, Runnable done) {
        VersionKey key = lane.key();
        Deadline first = rows.getFirst().deadline();
        List<RowsRequest.Row> bodies = new ArrayList<>(rows.size());
        for (RowCall row : rows) {
            first = row.deadline().atNanos() - first.atNanos() < 0 ? row.deadline() : first;
            bodies.add(new RowsRequest.Row(
                    row.features().features(), row.deadline().remaining().toMillis()));
        }
        Post post = new Post(
                path(key, "/infer-rows"),
                body(several, new RowsRequest(bodies)),
                rows.size(),
                first,
                Headers.SERVICE_SECRET,
                secret,
                lane.owner(),
                null);
        gathered.record(rows.size());
        post(key, lane.caller(), post)
                .map(answer -> answers.several(key, rows.size(), answer))
                .subscribe()
                .with(
                        result -> {
                            done.run();
                            for (int i = 0; i < rows.size(); i++) {
                                RowsResult.Row answer = result.rows().get(i);
                                finish(rows.get(i), () -> answers.row(key, answer));
                            }
                        },
                        failure -> {
                            done.run();
                            Throwable problem = problem(failure);
                            rows.forEach(row -> row.fail(problem));
                        });
    }

    private void finish(RowCall row, Supplier<InferenceResult> answer) {
        InferenceResult result;
        try {
            result = answer.get();
        } catch (RuntimeException e) {
            row.fail(problem(e));
            return;
        }
        answered.record(row.elapsedNanos(), TimeUnit.NANOSECONDS);
        row.complete(result);
    }

    /**
     * Posts behind two circuit breakers. One is for the model service as a whole and counts failures to reach it. The
     * other is per caller and counts failures that the caller's model or input may have caused.
     */
    private Uni<Answer> post(VersionKey key, Object caller, Post post) {
        if (!callers.permits(caller, System.nanoTime())) {
            return Uni.createFrom().failure(CircuitBreakerOpenException::new);
        }
        return breaker.get(() -> Uni.createFrom().emitter(emitter -> connection
                .post(post)
                .onComplete(
                        answer -> {
                            if (answers.isOutage(answer)) {
                                callers.failed(caller, System.nanoTime());
                                emitter.fail(answers.failed(key, answer));
                            } else {
                                callers.succeeded(caller, System.nanoTime());
                                emitter.complete(answer);
                            }
                        },
                        failure -> {
                            if (failure instanceof ModelDown down && down.reached()) {
                                callers.failed(caller, System.nanoTime());
                            }
                            emitter.fail(failure);
                        })));
    }

    private static String path(VersionKey key, String operation) {
        return "/internal/v1/models/" + key.model() + "/versions/" + key.version() + operation;
    }

    private static Buffer body(ObjectWriter writer, Object value) {
        try {
            return Buffer.buffer(writer.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An inference request could not be written as JSON.", e);
        }
    }

    /** Returns the exception that the caller of a failed call gets. */
    private Throwable problem(Throwable cause) {
        return switch (cause) {
            case ModelDown down -> down.problem();
            case CircuitBreakerOpenException open ->
                new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The model service is not available. Try again in a moment.",
                        config.breakerDelay());
            default -> cause;
        };
    }
}
