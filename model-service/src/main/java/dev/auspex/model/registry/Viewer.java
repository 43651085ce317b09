package dev.auspex.model.registry;

import java.util.Optional;
import java.util.UUID;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.identity.Caller;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/** The tenant and account on whose behalf the current request reads and changes models. */
@ApplicationScoped
public class Viewer {

    private final Caller caller;
    private final CurrentIdentityAssociation identity;
    private final CurrentVertxRequest request;

    Viewer(Caller caller, CurrentIdentityAssociation identity, CurrentVertxRequest request) {
        this.caller = caller;
        this.identity = identity;
        this.request = request;
    }

    /**
     * Returns the tenant of the caller's token, or the one that a service calls for.
     *
     * @return empty for a service that names no tenant: it reads and changes what is shared
     * @throws ProblemException if a service names something that is not a UUID
     */
    public Optional<UUID> tenant() {
        if (!isService()) {
            return Optional.of(caller.tenantId());
        }
        String named = request.getCurrent().request().getHeader(Headers.TENANT);
        if (named == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(named));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_INPUT, "The header " + Headers.TENANT + " is not a UUID.");
        }
    }

    /** Returns the account behind the call; empty for a service. */
    public Optional<UUID> account() {
        return isService() ? Optional.empty() : Optional.of(caller.accountId());
    }

    private boolean isService() {
        return identity.getIdentity().hasRole(Role.SERVICE);
    }
}
