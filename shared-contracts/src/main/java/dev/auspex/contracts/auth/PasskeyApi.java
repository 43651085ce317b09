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

/**
 * Passkeys (Web Authentication) of the account that is signed in. A passkey is enough to sign in: it proves possession
 * of a device and verifies the person.
 */
@Path("/api/v1/auth/passkeys")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PasskeyApi {

    @GET
    @Operation(
            operationId = "listPasskeys",
            summary = "Lists the passkeys of the account",
            description = "Newest first.")
    @APIResponse(responseCode = "200", description = "The passkeys")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<List<Passkey>> list();

    @POST
    @Path("/options")
    @Operation(
            operationId = "startPasskey",
            summary = "Starts adding a passkey: confirms the password and returns the options for the browser")
    @APIResponse(responseCode = "200", description = "Options for navigator.credentials.create")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "Passkeys are not available at the address of this installation.")
    @APIResponse(responseCode = "409", description = "The account already has the maximum number of passkeys.")
    Uni<PasskeyCreationOptions> start(@Valid @NotNull PasswordProof proof);

    @POST
    @ResponseStatus(201)
    @Operation(operationId = "addPasskey", summary = "Adds the passkey that the browser created")
    @APIResponse(
            responseCode = "201",
            description = "Added. You can now sign in with it.",
            content = @Content(schema = @Schema(implementation = Passkey.class)))
    @APIResponse(
            responseCode = "400",
            description = "The passkey was not created with these options, or it did not verify the person.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "Passkeys are not available at the address of this installation.")
    @APIResponse(
            responseCode = "409",
            description = "The passkey was already added, or the account has the maximum number of passkeys.")
    Uni<Passkey> add(@Valid @NotNull NewPasskey passkey);

    @PUT
    @Path("/{id}/name")
    @Operation(operationId = "renamePasskey", summary = "Renames a passkey")
    @APIResponse(responseCode = "200", description = "The updated passkey")
    @APIResponse(responseCode = "400", description = "The name is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "No such passkey")
    Uni<Passkey> rename(@PathParam("id") UUID id, @Valid @NotNull PasskeyName name);

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "removePasskey",
            summary = "Removes a passkey, which can then no longer be used to sign in",
            description = "Existing sessions stay active until they expire or are ended.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "No such passkey")
    Uni<RestResponse<Void>> remove(@PathParam("id") UUID id);
}
