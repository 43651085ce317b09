package dev.auspex.gateway.token;

import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

import dev.auspex.chassis.identity.TokenVerifier;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.revocation.Revocations;

/** Tells whose access token it is. The signature is checked once for each token; whether it was revoked, each time. */
@ApplicationScoped
public class AccessTokens {

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);

    private final TokenVerifier verifier;
    private final Revocations revocations;

    AccessTokens(TokenVerifier verifier, Revocations revocations) {
        this.verifier = verifier;
        this.revocations = revocations;
    }

    /** Gives the principal, at once where the token is known; fails with {@link RefusedException}. */
    public Future<Principal> principal(String raw) {
        if (raw.isEmpty()) {
            return Future.failedFuture(TokenRefusals.invalid());
        }
        Promise<Principal> found = Promise.promise();
        verifier.verify(raw)
                .subscribe()
                .with(token -> found(token, raw, found), failure -> found.fail(refused(failure)));
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

    private static RefusedException refused(Throwable failure) {
        if (failure instanceof AuthenticationFailedException) {
            return TokenRefusals.invalid();
        }
        LOG.warnf("token not checked cause=%s", failure.toString());
        return TokenRefusals.unchecked();
    }
}
