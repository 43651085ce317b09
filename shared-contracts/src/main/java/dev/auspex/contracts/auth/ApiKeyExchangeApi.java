package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Exchanges an API key for a short-lived access token. Only the gateway calls it, so that the services behind it handle
 * one kind of credential. The gateway never routes {@code /internal}.
 */
@Path("/internal/v1/api-keys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ApiKeyExchangeApi {

    /** Returns 401 for an API key that is unknown, expired or revoked, or whose owner is no longer a member. */
    @POST
    @Path("/exchange")
    @Operation(hidden = true)
    Uni<ApiKeyToken> exchange(@Valid @NotNull ApiKeyCredential credential);
}
