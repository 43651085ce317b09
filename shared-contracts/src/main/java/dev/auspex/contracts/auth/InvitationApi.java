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

/** Invitations, for the people who receive them. */
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
            summary = "Joins a tenant with the link from an invitation email",
            description = "The account must have the email address that the invitation was sent to.")
    @APIResponse(responseCode = "200", description = "Joined. Switch to the tenant to work in it.")
    @APIResponse(responseCode = "400", description = "The link is no longer valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The invitation was sent to another email address.")
    Uni<TenantMembership> accept(@Valid @NotNull MailToken token);
}
