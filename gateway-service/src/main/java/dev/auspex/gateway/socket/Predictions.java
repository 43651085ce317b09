package dev.auspex.gateway.socket;

import java.time.Duration;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Scope;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.upstream.Upstreams;

/** Handles predictions requested over a socket, with the same limits and by the same service as over HTTP. */
@ApplicationScoped
class Predictions {

    private static final String PATH = "/api/v1/predictions";
    private static final int MOST_ANSWER_BYTES = 1024 * 1024;

    private final Upstreams upstreams;
    private final Limiter limiter;
    private final UuidV7 ids;
    private final Duration timeout;
    private final String limit;

    Predictions(Upstreams upstreams, Limiter limiter, UuidV7 ids, SocketConfig config) {
        this.upstreams = upstreams;
        this.limiter = limiter;
        this.ids = ids;
        this.timeout = config.predictionTimeout();
        this.limit = config.predictionLimit();
        limiter.require(limit);
    }

    /**
     * Returns the service's answer, a prediction or a problem document; fails with
     * {@link RefusedException} if there is no answer.
     */
    Future<Upstreams.Answer> predict(Principal principal, String address, JsonObject request) {
        if (principal.isKey() && !principal.scopes().contains(Scope.INFER)) {
            return Future.failedFuture(new RefusedException(new Refusal(
                    "rights",
                    ProblemType.FORBIDDEN,
                    "This API key lacks the scope `" + Scope.INFER + "`. Create a key that has it.")));
        }
        Subject subject = new Subject(principal.account(), principal.apiKey(), principal.tenant(), address);
        return limiter.take(limit, subject, 1, true).compose(decision -> {
            if (!decision.allowed()) {
                return Future.failedFuture(new RefusedException(decision.refusal()));
            }
            return upstreams
                    .call(
                            "prediction",
                            principal.tenant() == null ? principal.account() : principal.tenant(),
                            HttpMethod.POST,
                            PATH,
                            call -> headers(call, principal),
                            request.toBuffer(),
                            timeout,
                            MOST_ANSWER_BYTES)
                    .onComplete(done -> limiter.release(decision))
                    .recover(failure -> Future.failedFuture(new RefusedException(new Refusal(
                            "unreachable",
                            ProblemType.UNAVAILABLE,
                            "The prediction service is not responding. Try again in 2 seconds.",
                            Duration.ofSeconds(2)))));
        });
    }

    private void headers(HttpClientRequest call, Principal principal) {
        call.putHeader("Authorization", "Bearer " + principal.token())
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json")
                .putHeader(Headers.REQUEST_ID, ids.next().toString())
                .putHeader(Headers.REQUEST_DEADLINE, Long.toString(timeout.toMillis()));
    }

    static JsonObject json(Upstreams.Answer answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }
}
