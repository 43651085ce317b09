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

/** The tenant of the token. */
@Path("/api/v1/tenant")
@Tag(name = "tenants", description = "Tenants and their members")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface TenantApi {

    @GET
    @Operation(operationId = "getTenant", summary = "Tells what the tenant looks like and what holds in it")
    @APIResponse(responseCode = "200", description = "The tenant")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<Tenant> get();

    @PUT
    @Path("/branding")
    @Operation(operationId = "setBranding", summary = "Changes name, colour and logo, for admins")
    @APIResponse(responseCode = "200", description = "The tenant as it is now")
    @APIResponse(responseCode = "400", description = "A value breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    Uni<Tenant> brand(@Valid @NotNull Branding branding);

    @PUT
    @Path("/settings")
    @Operation(operationId = "setTenantSettings", summary = "Changes what holds in the tenant, for admins")
    @APIResponse(responseCode = "200", description = "The tenant as it is now")
    @APIResponse(responseCode = "400", description = "A value breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    Uni<Tenant> settle(@Valid @NotNull TenantSettings settings);

    @GET
    @Path("/members")
    @Operation(operationId = "listMembers", summary = "Lists the members, the first joined first; at most 1,000")
    @APIResponse(responseCode = "200", description = "The members")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<List<Member>> members();

    @PUT
    @Path("/members/{account}/role")
    @Operation(
            operationId = "changeRole",
            summary = "Gives a member another role, for admins",
            description =
                    "Only owners make, and unmake, owners. A lesser role ends the member's sessions and keys' tokens here.")
    @APIResponse(responseCode = "204", description = "Changed")
    @APIResponse(responseCode = "400", description = "No such role")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    @APIResponse(responseCode = "404", description = "No such member")
    @APIResponse(responseCode = "409", description = "It is the last owner")
    Uni<RestResponse<Void>> changeRole(@PathParam("account") UUID account, @Valid @NotNull RoleChange change);

    @DELETE
    @Path("/members/{account}")
    @Operation(
            operationId = "removeMember",
            summary = "Removes a member, for admins; or leaves, for everybody",
            description = "Ends the member's sessions and keys in this tenant.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    @APIResponse(responseCode = "404", description = "No such member")
    @APIResponse(responseCode = "409", description = "It is the last owner, or whose own tenant this is")
    Uni<RestResponse<Void>> removeMember(@PathParam("account") UUID account);

    @POST
    @Path("/invitations")
    @ResponseStatus(201)
    @Operation(operationId = "invite", summary = "Invites somebody by mail, for admins")
    @APIResponse(
            responseCode = "201",
            description = "A mail goes out",
            content = @Content(schema = @Schema(implementation = Invitation.class)))
    @APIResponse(responseCode = "400", description = "A value breaks a rule")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    @APIResponse(responseCode = "409", description = "Too many invitations are open")
    Uni<Invitation> invite(@Valid @NotNull NewInvitation invitation);

    @GET
    @Path("/invitations")
    @Operation(operationId = "listInvitations", summary = "Lists the open invitations, for admins")
    @APIResponse(responseCode = "200", description = "The invitations")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    Uni<List<Invitation>> invitations();

    @DELETE
    @Path("/invitations/{id}")
    @Operation(operationId = "withdrawInvitation", summary = "Withdraws an open invitation, for admins")
    @APIResponse(responseCode = "204", description = "Withdrawn")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "The role does not allow it")
    @APIResponse(responseCode = "404", description = "No such invitation is open")
    Uni<RestResponse<Void>> withdraw(@PathParam("id") UUID id);
}
