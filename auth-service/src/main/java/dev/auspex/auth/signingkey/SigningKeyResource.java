package dev.auspex.auth.signingkey;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.client.Clients;
import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.contracts.http.Role;

/** Rotates the key on demand, for operators with the service secret. The gateway never routes {@code /internal}. */
@Path("/internal/v1/signing-keys")
@RolesAllowed(Role.SERVICE)
public class SigningKeyResource {

    private final SigningKeys keys;
    private final DatabaseGuard database;
    private final Clients clients;

    SigningKeyResource(SigningKeys keys, DatabaseGuard database, Clients clients) {
        this.keys = keys;
        this.database = database;
        this.clients = clients;
    }

    @POST
    @Path("/rotate")
    @Operation(hidden = true)
    public Uni<RestResponse<Void>> rotate(@QueryParam("atOnce") @DefaultValue("false") boolean atOnce) {
        return database.guard(keys.rotateOnCommand(atOnce, clients.current())).replaceWith(RestResponse.noContent());
    }
}
