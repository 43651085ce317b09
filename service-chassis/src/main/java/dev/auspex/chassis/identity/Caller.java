package dev.auspex.chassis.identity;

import java.util.Optional;
import java.util.UUID;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Claims;
import dev.auspex.contracts.problem.ProblemType;

/** The caller of the current request. Use it only after a role check. */
@ApplicationScoped
public class Caller {

    private final CurrentIdentityAssociation identity;
    private final CurrentVertxRequest request;

    Caller(CurrentIdentityAssociation identity, CurrentVertxRequest request) {
        this.identity = identity;
        this.request = request;
    }

    /** Returns the tenant from the verified token, never a value that the client could choose. */
    public UUID tenantId() {
        return uuid(token().getClaim(Claims.TENANT), "tenant");
    }

    public UUID accountId() {
        return uuid(token().getSubject(), "account");
    }

    /** Returns the session that the token was issued for, or empty if it is the token of an API key. */
    public Optional<UUID> sessionId() {
        return Optional.ofNullable(token().<Object>getClaim(Claims.SESSION)).map(claim -> uuid(claim, "session"));
    }

    /** Returns the {@code Authorization} header to forward, or null. */
    public String bearer() {
        return request.getCurrent().request().getHeader(HttpHeaderNames.AUTHORIZATION);
    }

    private JsonWebToken token() {
        if (identity.getIdentity().getPrincipal() instanceof JsonWebToken token) {
            return token;
        }
        throw new ProblemException(
                ProblemType.FORBIDDEN, "This operation requires the access token of an account. Sign in first.");
    }

    private static UUID uuid(Object claim, String what) {
        if (claim == null) {
            throw new ProblemException(ProblemType.FORBIDDEN, "The access token has no " + what + ". Sign in again.");
        }
        try {
            return UUID.fromString(claim.toString());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "The " + what + " in the access token is not a UUID. Sign in again.");
        }
    }
}
