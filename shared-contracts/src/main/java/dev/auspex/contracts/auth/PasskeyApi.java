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
import jakarta.ws.rs.PUT;
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

/** Passkeys (Web Authentication) of the signed-in account. One signs in by itself: it shows possession and person at once. */
@Path("/api/v1/auth/passkeys")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PasskeyApi {

    @GET
    @Operation(
            operationId = "listPasskeys",
            summary = "Lists the account's passkeys",
            description = "The newest first.")
    @APIResponse(responseCode = "200", description = "The passkeys")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<List<Passkey>> list();

    @POST
    @Path("/options")
    @Operation(
            operationId = "startPasskey",
            summary = "Begins with a passkey: proves once more who it is, and gets what the browser needs")
    @APIResponse(responseCode = "200", description = "Options for navigator.credentials.create")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "Passkeys cannot be had at this installation's address")
    @APIResponse(responseCode = "409", description = "The account has too many passkeys already")
    Uni<PasskeyCreationOptions> start(@Valid @NotNull PasswordProof proof);

    @POST
    @ResponseStatus(201)
    @Operation(operationId = "addPasskey", summary = "Adds the passkey that the browser made")
    @APIResponse(
            responseCode = "201",
            description = "Added; it signs in from now on",
            content = @Content(schema = @Schema(implementation = Passkey.class)))
    @APIResponse(responseCode = "400", description = "It was not made with these options, or not verified a person")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "Passkeys cannot be had at this installation's address")
    @APIResponse(responseCode = "409", description = "It was added before, or the account has too many")
    Uni<Passkey> add(@Valid @NotNull NewPasskey passkey);

    @PUT
    @Path("/{id}/name")
    @Operation(operationId = "renamePasskey", summary = "Renames a passkey")
    @APIResponse(responseCode = "200", description = "The passkey as it is now")
    @APIResponse(responseCode = "400", description = "The name breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "No such passkey")
    Uni<Passkey> rename(@PathParam("id") UUID id, @Valid @NotNull PasskeyName name);

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "removePasskey",
            summary = "Removes a passkey: it signs in no more",
            description = "Sessions that it opened go on; they end as others do.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "No such passkey")
    Uni<RestResponse<Void>> remove(@PathParam("id") UUID id);
}
