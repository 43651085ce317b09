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

/**
 * API keys, which programs use to call Auspex on behalf of a member, in the tenant of the access token. An API key
 * cannot manage API keys.
 */
@Path("/api/v1/api-keys")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface ApiKeyApi {

    @POST
    @ResponseStatus(201)
    @Operation(
            operationId = "createApiKey",
            summary = "Creates an API key and returns its secret, which is shown only once")
    @APIResponse(
            responseCode = "201",
            description = "The API key with its secret",
            content = @Content(schema = @Schema(implementation = CreatedApiKey.class)))
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "409", description = "The member already has the maximum number of API keys.")
    Uni<CreatedApiKey> create(@Valid @NotNull NewApiKey key);

    @GET
    @Operation(
            operationId = "listApiKeys",
            summary = "Lists the valid API keys",
            description = "Members see their own API keys; admins see all of the tenant. Newest first, at most 500.")
    @APIResponse(responseCode = "200", description = "The API keys without their secrets")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<List<ApiKey>> list();

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "revokeApiKey",
            summary = "Revokes an API key",
            description =
                    "Members can revoke their own API keys; admins can revoke any in the tenant. Takes effect within"
                            + " seconds.")
    @APIResponse(responseCode = "204", description = "Revoked")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "No such API key")
    Uni<RestResponse<Void>> revoke(@PathParam("id") UUID id);
}
