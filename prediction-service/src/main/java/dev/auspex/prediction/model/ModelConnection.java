package dev.auspex.prediction.model;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.eventloop.PerEventLoop;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;

/**
 * HTTP connections to the model service. They use the Vert.x client, because the REST client takes 50 percent longer
 * for each call (docs/services/prediction.md). The contract is {@code InferenceApi}.
 *
 * <p>Inference has no side effects, so a call is repeated once if its connection fails before the answer is complete.
 * No other failure is repeated: when the model service is in trouble, retries make it worse.
 */
@ApplicationScoped
class ModelConnection {

    private static final Logger LOG = Logger.getLogger(ModelConnection.class);
    private static final String JSON = "application/json";
    private static final int LARGEST_ANSWER_BYTES_PER_ROW = 256 * 1024;
    /** Maximum number of digits in a content length. More might not fit in a long. */
    private static final int MOST_DIGITS = 18;

    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ModelServiceConfig config;
    private final PerEventLoop<HttpClient> http;

    ModelConnection(ModelServiceConfig config, Vertx vertx) {
        this.config = config;
        URI url = config.url();
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        HttpClientOptions options = new HttpClientOptions()
                .setDefaultHost(url.getHost())
                .setDefaultPort(port)
                .setSsl(tls)
                .setKeepAlive(true)
                // Shorter than the server's, so that this side closes an idle connection first.
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) config.connectTimeout().toMillis());
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(config.connections()).setMaxWaitQueueSize(config.waitingCalls());
        this.http = new PerEventLoop<>(() -> vertx.createHttpClient(options, pool));
    }

    /**
     * A request to the model service.
     *
     * @param path        path of the operation
     * @param body        JSON body
     * @param rows        number of rows in the body
     * @param deadline    time after which nobody waits for the answer
     * @param credentials name of the header that identifies the caller
     * @param secret      value of that header, or null
     * @param tenant      tenant for which this service calls in its own name, or null
     * @param requestId   {@code X-Request-Id}, or null
     */
    record Post(
            String path,
            Buffer body,
            int rows,
            Deadline deadline,
            CharSequence credentials,
            String secret,
            @Nullable UUID tenant,
            @Nullable String requestId) {}

    /** An answer of the model service. Its body has at most 256 KiB for each row. */
    record Answer(int status, String retryAfter, Buffer body) {}

    /**
     * Posts a request, and once again if the connection fails. Call it on an event loop only.
     *
     * @return fails with {@link ModelDown} if the model service did not answer, or with a {@link ProblemException}
     */
    Future<Answer> post(Post post) {
        Duration given = post.deadline().remaining();
        return attempt(post)
                .recover(cause -> isConnectionTrouble(cause) && !post.deadline().passed()
                        ? attempt(post)
                        : Future.failedFuture(cause))
                .recover(cause -> Future.failedFuture(failure(cause, given)));
    }

    private Future<Answer> attempt(Post post) {
        long millis = Math.max(1, post.deadline().remaining().toMillis());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(post.path())
                .setConnectTimeout(millis)
                .setIdleTimeout(millis);
        return http.get().request(options).compose(request -> {
            request.putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .putHeader(HttpHeaders.ACCEPT, JSON)
                    .putHeader(Headers.REQUEST_DEADLINE, post.deadline().header());
            if (post.secret() != null) {
                request.putHeader(post.credentials(), post.secret());
            }
            if (post.tenant() != null) {
                request.putHeader(Headers.TENANT, post.tenant().toString());
            }
            if (post.requestId() != null) {
                request.putHeader(Headers.REQUEST_ID, post.requestId());
            }
            long largest = (long) LARGEST_ANSWER_BYTES_PER_ROW * post.rows();
            return request.send(post.body()).compose(response -> read(response, largest));
        });
    }

    private static Future<Answer> read(HttpClientResponse response, long largest) {
        String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > MOST_DIGITS || Long.parseLong(length) > largest)) {
            response.request().reset();
            return Future.failedFuture(notUnderstood());
        }
        return response.body()
                .compose(body -> body.length() > largest
                        ? Future.failedFuture(notUnderstood())
                        : Future.succeededFuture(
                                new Answer(response.statusCode(), response.getHeader("Retry-After"), body)));
    }

    private Throwable failure(Throwable cause, Duration given) {
        if (cause instanceof ProblemException) {
            return cause;
        }
        if (cause instanceof TimeoutException) {
            ProblemException late = new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The model service did not answer before the deadline.");
            return given.compareTo(config.patience()) >= 0 ? ModelDown.atWork(late) : late;
        }
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new ProblemException(
                    ProblemType.OVERLOADED,
                    "Too many requests are waiting for the model service. Try again in a moment.",
                    RETRY_AFTER);
        }
        LOG.debugf("model service call failed cause=%s", cause);
        return ModelDown.unreachable(new ProblemException(
                ProblemType.UNAVAILABLE, "The model service cannot be reached. Try again in a moment.", RETRY_AFTER));
    }

    private static boolean isConnectionTrouble(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpClosedException
                || (cause instanceof IOException && !(cause instanceof JsonProcessingException))
                || (cause instanceof VertxException && !(cause instanceof ConnectionPoolTooBusyException));
    }

    /** Returns the problem for an answer that cannot be understood. */
    static ProblemException notUnderstood() {
        return new ProblemException(ProblemType.UPSTREAM_FAILED, "The model service sent an invalid response.");
    }
}
