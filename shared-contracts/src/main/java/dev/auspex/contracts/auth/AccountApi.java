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

/** The signed-in account as its owner's own. */
@Path("/api/v1/account")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface AccountApi {

    @PUT
    @Path("/profile")
    @Operation(operationId = "setProfile", summary = "Changes what the account tells about its owner")
    @APIResponse(responseCode = "200", description = "The account as it is now")
    @APIResponse(responseCode = "400", description = "A value breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<Account> setProfile(@Valid @NotNull Profile profile);

    @GET
    @Path("/export")
    @Operation(operationId = "exportAccount", summary = "Exports what this service knows about the account")
    @APIResponse(responseCode = "200", description = "All of it")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<AccountExport> export();

    @POST
    @Path("/delete")
    @Operation(
            operationId = "deleteAccount",
            summary = "Deletes the account, its own tenant and what it alone is in",
            description = "At once and for good. The audit logs of tenants keep what happened.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "409", description = "It is the last owner of a tenant that has other members")
    Uni<RestResponse<Void>> delete(@Valid @NotNull PasswordProof proof);
}
