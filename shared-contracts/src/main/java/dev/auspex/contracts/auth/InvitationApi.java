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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Invitations as those get them who are invited. */
@Path("/api/v1/invitations")
@Tag(name = "tenants", description = "Tenants and their members")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface InvitationApi {

    @POST
    @Path("/accept")
    @Operation(
            operationId = "acceptInvitation",
            summary = "Joins a tenant by the link in a mail",
            description = "The account must have the address that the invitation was sent to.")
    @APIResponse(responseCode = "200", description = "Joined; switch to it to work in it")
    @APIResponse(responseCode = "400", description = "The link is not good any more")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The invitation was sent to another address")
    Uni<TenantMembership> accept(@Valid @NotNull MailToken token);
}
