package dev.auspex.contracts.auth;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;

/** Keys by which programs call in the name of a member, in the tenant of the token. An API key cannot manage keys. */
@Path("/api/v1/api-keys")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ApiKeyApi {

    @POST
    @ResponseStatus(201)
    @Operation(operationId = "createApiKey", summary = "Makes an API key; its secret is shown this once")
    @APIResponse(
            responseCode = "201",
            description = "The key with its secret",
            content = @Content(schema = @Schema(implementation = CreatedApiKey.class)))
    @APIResponse(responseCode = "400", description = "A value breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "409", description = "The member has too many keys already")
    Uni<CreatedApiKey> create(@Valid @NotNull NewApiKey key);

    @GET
    @Operation(
            operationId = "listApiKeys",
            summary = "Lists the API keys that are good",
            description = "A member's own; for admins those of the whole tenant. The newest first, at most 500.")
    @APIResponse(responseCode = "200", description = "The keys, without secrets")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<List<ApiKey>> list();

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "revokeApiKey",
            summary = "Revokes an API key within seconds",
            description = "One's own; for admins each of the tenant.")
    @APIResponse(responseCode = "204", description = "Revoked")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "No such key")
    Uni<RestResponse<Void>> revoke(@PathParam("id") UUID id);
}
