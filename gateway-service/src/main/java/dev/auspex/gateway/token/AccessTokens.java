package dev.auspex.gateway.token;

import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.identity.TokenVerifier;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.revocation.Revocations;

/** Tells whose access token it is. The signature is checked once for each token; whether it was revoked, each time. */
@ApplicationScoped
public class AccessTokens {

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);

    private final TokenVerifier verifier;
    private final Revocations revocations;
    private final Limiter limiter;
    private final String limit;

    AccessTokens(TokenVerifier verifier, Revocations revocations, Limiter limiter, TokenConfig config) {
        this.verifier = verifier;
        this.revocations = revocations;
        this.limiter = limiter;
        this.limit = config.limit();
        limiter.require(limit);
    }

    /** Gives the principal of a token that did not come from a client just now; fails with {@link RefusedException}. */
    public Future<Principal> principal(String raw) {
        return principal(raw, null);
    }

    /**
     * Gives the principal, at once where the token is known; fails with {@link RefusedException}.
     *
     * @param clientAddress who sends it, for the limit of tokens that turn out not to be good; null where it does not count
     */
    public Future<Principal> principal(String raw, @Nullable String clientAddress) {
        if (raw.isEmpty()) {
            return Future.failedFuture(TokenRefusals.invalid());
        }
        Promise<Principal> found = Promise.promise();
        verifier.verify(raw)
                .subscribe()
                .with(token -> found(token, raw, found), failure -> refuse(failure, clientAddress, found));
        return found.future();
    }

    /** Whether what a principal's token came from was taken back meanwhile. */
    public boolean isRevoked(Principal principal) {
        return revocations.revoked(
                principal.account(), principal.tenant(), principal.session(), principal.apiKey(), principal.issuedAt());
    }

    private void found(JsonWebToken token, String raw, Promise<Principal> found) {
        if (token.getSubject() == null) {
            found.fail(TokenRefusals.invalid());
            return;
        }
        Principal principal = Principal.of(token, raw);
        if (isRevoked(principal)) {
            found.fail(TokenRefusals.invalid());
        } else {
            found.complete(principal);
        }
    }

    private void refuse(Throwable failure, @Nullable String clientAddress, Promise<Principal> found) {
        if (!(failure instanceof AuthenticationFailedException)) {
            LOG.warnf("token not checked cause=%s", failure.toString());
            found.fail(TokenRefusals.unchecked());
        } else if (clientAddress == null) {
            found.fail(TokenRefusals.invalid());
        } else {
            limiter.take(limit, Subject.address(clientAddress), 1)
                    .onComplete(taken -> found.fail(
                            taken.failed() || taken.result().allowed()
                                    ? TokenRefusals.invalid()
                                    : new RefusedException(taken.result().refusal())));
        }
    }
}
