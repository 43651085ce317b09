package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The account that is signed in, for its owner. */
@Path("/api/v1/account")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface AccountApi {

    @PUT
    @Path("/profile")
    @Operation(operationId = "setProfile", summary = "Changes the profile of the account")
    @APIResponse(responseCode = "200", description = "The updated account")
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<Account> setProfile(@Valid @NotNull Profile profile);

    @GET
    @Path("/export")
    @Operation(
            operationId = "exportAccount",
            summary = "Exports the data that the auth service stores about the account")
    @APIResponse(responseCode = "200", description = "The exported data")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<AccountExport> export();

    @POST
    @Path("/delete")
    @Operation(
            operationId = "deleteAccount",
            summary = "Deletes the account, its own tenant, and every tenant that has no other members",
            description = "Takes effect immediately and cannot be undone. The audit logs of other tenants keep their"
                    + " entries.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(
            responseCode = "409",
            description = "The account is the last owner of a tenant that has other members.")
    Uni<RestResponse<Void>> delete(@Valid @NotNull PasswordProof proof);
}
