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

/**
 * Identifies the principal of an access token. The signature is checked once for each token, revocation on each use.
 */
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

    /**
     * Returns the principal of a token that did not come directly from a client; fails with {@link RefusedException}.
     */
    public Future<Principal> principal(String raw) {
        return principal(raw, null);
    }

    /**
     * Returns the principal, immediately if the token is cached; fails with {@link RefusedException}.
     *
     * @param clientAddress address of the sender, for the limit on invalid tokens; null if invalid tokens do not count
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

    /** Returns whether a principal's token has been revoked since it was issued. */
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
