package dev.auspex.prediction.model;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.chassis.eventloop.PerEventLoop;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Calls the model service for one row. Vert.x' own client stands here rather than the REST client, which takes half as
 * long again for each call (docs/services/prediction.md); the contract is {@code InferenceApi}.
 *
 * <p>Inference changes nothing, so a call whose connection failed before an answer came is made once more. No other
 * failure is: when the model service is in trouble, repeating makes it worse.
 */
@ApplicationScoped
public class ModelClient {

    private static final Logger LOG = Logger.getLogger(ModelClient.class);
    private static final String JSON = "application/json";
    private static final int LARGEST_ANSWER_BYTES = 256 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final ModelServiceConfig config;
    private final ModelCatalogue catalogue;
    private final PerEventLoop<HttpClient> http;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final TypedGuard<Uni<InferenceResult>> breaker;
    private final Timer answered;

    ModelClient(
            ModelServiceConfig config,
            ModelCatalogue catalogue,
            Vertx vertx,
            ObjectMapper json,
            MeterRegistry registry) {
        this.config = config;
        this.catalogue = catalogue;
        URI url = config.url();
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        HttpClientOptions options = new HttpClientOptions()
                .setDefaultHost(url.getHost())
                .setDefaultPort(port)
                .setSsl(tls)
                .setKeepAlive(true)
                // Shorter than the server's, so that it is us who close an idle connection.
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) config.connectTimeout().toMillis());
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(config.connections()).setMaxWaitQueueSize(config.waitingCalls());
        this.http = new PerEventLoop<>(() -> vertx.createHttpClient(options, pool));
        this.writer = json.writerFor(InferenceRequest.class);
        this.reader = json.readerFor(InferenceResult.class)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        this.breaker = TypedGuard.create(new TypeLiteral<Uni<InferenceResult>>() {})
                .withDescription("model service")
                .withCircuitBreaker()
                .failOn(ModelDown.class)
                .requestVolumeThreshold(config.breakerVolume())
                .failureRatio(config.breakerRatio())
                .delay(config.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .successThreshold(2)
                .onStateChange(state -> LOG.infof("circuit breaker before the model service state=%s", state))
                .done()
                .build();
        this.answered = Timer.builder("auspex.model.call")
                .description("Calls to the model service that were answered, with network, queue and inference")
                .register(registry);
    }

    /**
     * Calls one version for one row.
     *
     * @param bearer    the caller's {@code Authorization} header
     * @param requestId {@code X-Request-Id}, or null
     * @return fails with a {@link ProblemException}: OVERLOADED, UNAVAILABLE, DEADLINE_EXCEEDED, UPSTREAM_FAILED,
     *     NOT_FOUND where the version is gone, or what the model service says of the caller's token
     */
    public Uni<InferenceResult> infer(
            VersionKey key, InferenceRequest features, Deadline deadline, String bearer, String requestId) {
        Buffer body = body(features);
        return breaker.get(() -> call(key, body, deadline, bearer, requestId))
                .onFailure()
                .transform(this::problem);
    }

    private Buffer body(InferenceRequest features) {
        try {
            return Buffer.buffer(writer.writeValueAsBytes(features));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an inference request cannot be written as JSON", e);
        }
    }

    private Uni<InferenceResult> call(VersionKey key, Buffer body, Deadline deadline, String bearer, String requestId) {
        return Uni.createFrom().emitter(emitter -> {
            long started = System.nanoTime();
            Duration given = deadline.remaining();
            attempt(key, body, deadline, bearer, requestId)
                    .recover(cause -> isConnectionTrouble(cause) && !deadline.passed()
                            ? attempt(key, body, deadline, bearer, requestId)
                            : Future.failedFuture(cause))
                    .map(answer -> understand(key, answer))
                    .onComplete(
                            result -> {
                                answered.record(Duration.ofNanos(System.nanoTime() - started));
                                emitter.complete(result);
                            },
                            cause -> emitter.fail(failure(cause, given)));
        });
    }

    /** Status and body of an answer. */
    private record Answer(int status, String retryAfter, Buffer body) {}

    private Future<Answer> attempt(VersionKey key, Buffer body, Deadline deadline, String bearer, String requestId) {
        long millis = Math.max(1, deadline.remaining().toMillis());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI("/internal/v1/models/" + key.model() + "/versions/" + key.version() + "/infer")
                .setConnectTimeout(millis)
                .setIdleTimeout(millis);
        return http.get().request(options).compose(request -> {
            request.putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .putHeader(HttpHeaders.ACCEPT, JSON)
                    .putHeader(Headers.REQUEST_DEADLINE, deadline.header());
            if (bearer != null) {
                request.putHeader(HttpHeaders.AUTHORIZATION, bearer);
            }
            if (requestId != null) {
                request.putHeader(Headers.REQUEST_ID, requestId);
            }
            return request.send(body).compose(ModelClient::read);
        });
    }

    private static Future<Answer> read(HttpClientResponse response) {
        String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null
                && length.length() > Integer.toString(LARGEST_ANSWER_BYTES).length()) {
            response.request().reset();
            return Future.failedFuture(notUnderstood());
        }
        return response.body().map(body -> new Answer(response.statusCode(), response.getHeader("Retry-After"), body));
    }

    private InferenceResult understand(VersionKey key, Answer answer) {
        return switch (answer.status()) {
            case 200 -> result(answer.body());
            case 401 ->
                throw new ProblemException(
                        ProblemType.UNAUTHENTICATED, "The access token expired on the way; refresh it");
            case 403 -> throw new ProblemException(ProblemType.FORBIDDEN, "This account may not use this model");
            case 404 -> {
                catalogue.forget(key);
                throw new ProblemException(ProblemType.NOT_FOUND, "The model service no longer has this version");
            }
            case 429 ->
                throw new ProblemException(
                        ProblemType.OVERLOADED,
                        "The model is busy; try again after a moment",
                        seconds(answer.retryAfter()));
            case 503 ->
                throw new ModelDown(new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The model service is not available; try again",
                        seconds(answer.retryAfter())));
            case 504 ->
                throw new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "The model could not answer before the deadline");
            default -> {
                LOG.errorf(
                        "model service answered unexpectedly model=%s version=%s status=%d",
                        key.model(), key.version(), answer.status());
                ProblemException problem = notUnderstood();
                throw answer.status() >= 500 ? new ModelDown(problem) : problem;
            }
        };
    }

    private InferenceResult result(Buffer body) {
        if (body.length() > LARGEST_ANSWER_BYTES) {
            throw notUnderstood();
        }
        try {
            InferenceResult result = reader.readValue(body.getBytes());
            if (result == null) {
                throw notUnderstood();
            }
            return result;
        } catch (IOException e) {
            // Jackson's message would quote the answer, which can hold inputs.
            LOG.errorf(
                    "model service's answer is not understood cause=%s",
                    e.getClass().getSimpleName());
            throw notUnderstood();
        }
    }

    private static Duration seconds(String retryAfter) {
        if (retryAfter == null || !retryAfter.matches("[0-9]{1,4}")) {
            return RETRY_AFTER;
        }
        return Duration.ofSeconds(Long.parseLong(retryAfter));
    }

    /** What the circuit breaker sees of a failed call. */
    private Throwable failure(Throwable cause, Duration given) {
        if (cause instanceof ProblemException || cause instanceof ModelDown) {
            return cause;
        }
        if (cause instanceof TimeoutException) {
            ProblemException late = new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The model service did not answer before the deadline");
            return given.compareTo(config.patience()) >= 0 ? new ModelDown(late) : late;
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new ProblemException(
                    ProblemType.OVERLOADED, "Too many calls wait for the model service", RETRY_AFTER);
        }
        LOG.debugf("model service not reached cause=%s", cause);
        return new ModelDown(new ProblemException(
                ProblemType.UNAVAILABLE, "The model service cannot be reached; try again", RETRY_AFTER));
    }

    /** What the caller sees of a failed call. */
    private Throwable problem(Throwable cause) {
        return switch (cause) {
            case ModelDown down -> down.problem();
            case CircuitBreakerOpenException open ->
                new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The model service is not available; try again",
                        config.breakerDelay());
            default -> cause;
        };
    }

    private static boolean isConnectionTrouble(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpClosedException
                || (cause instanceof IOException && !(cause instanceof JsonProcessingException))
                || (cause instanceof VertxException && !(cause instanceof ConnectionPoolTooBusyException));
    }

    private static ProblemException notUnderstood() {
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "The model service answered in a way that is not understood");
    }
}
