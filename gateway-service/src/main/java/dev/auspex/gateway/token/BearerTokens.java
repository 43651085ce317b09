package dev.auspex.gateway.token;

import java.time.Duration;
import java.util.List;

import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

import dev.auspex.chassis.identity.TokenVerifier;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;

/** Tells whose request it is by its access token. */
@ApplicationScoped
public class BearerTokens {

    private static final Logger LOG = Logger.getLogger(BearerTokens.class);
    private static final String SCHEME = "Bearer ";

    /** RFC 6750, section 3: no error code where no token was given. */
    private static final Refusal MISSING = new Refusal(
            "token",
            ProblemType.UNAUTHENTICATED,
            "This address needs an access token: sign in and send it as Authorization: Bearer",
            null,
            "Bearer realm=\"auspex\"");

    private static final Refusal INVALID = new Refusal(
            "token",
            ProblemType.UNAUTHENTICATED,
            "The access token is expired or not valid; sign in again",
            null,
            "Bearer realm=\"auspex\", error=\"invalid_token\"");

    private static final Refusal UNCHECKED = new Refusal(
            "token",
            ProblemType.UNAVAILABLE,
            "Access tokens cannot be checked at the moment; try again",
            Duration.ofSeconds(2));

    private final TokenVerifier verifier;

    BearerTokens(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** Gives the account's id, at once where the token is known; fails with {@link RefusedException}. */
    public Future<String> account(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            return Future.failedFuture(new RefusedException(MISSING));
        }
        String header = headers.getFirst();
        if (headers.size() > 1
                || header.length() == SCHEME.length()
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Future.failedFuture(new RefusedException(INVALID));
        }
        Promise<String> account = Promise.promise();
        verifier.verify(header.substring(SCHEME.length()).trim())
                .subscribe()
                .with(token -> found(token, account), failure -> account.fail(refused(failure)));
        return account.future();
    }

    private static void found(JsonWebToken token, Promise<String> account) {
        if (token.getSubject() == null) {
            account.fail(new RefusedException(INVALID));
        } else {
            account.complete(token.getSubject());
        }
    }

    private static RefusedException refused(Throwable failure) {
        if (failure instanceof AuthenticationFailedException) {
            return new RefusedException(INVALID);
        }
        LOG.warnf("token not checked cause=%s", failure.toString());
        return new RefusedException(UNCHECKED);
    }
}
