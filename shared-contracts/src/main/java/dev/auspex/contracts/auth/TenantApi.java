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

/** The tenant of the access token. */
@Path("/api/v1/tenant")
@Tag(name = "tenants", description = "Tenants and their members")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface TenantApi {

    @GET
    @Operation(operationId = "getTenant", summary = "Returns the branding and settings of the tenant")
    @APIResponse(responseCode = "200", description = "The tenant")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<Tenant> get();

    @PUT
    @Path("/branding")
    @Operation(operationId = "setBranding", summary = "Changes the name, color and logo of the tenant, for admins")
    @APIResponse(responseCode = "200", description = "The updated tenant")
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Uni<Tenant> brand(@Valid @NotNull Branding branding);

    @PUT
    @Path("/settings")
    @Operation(operationId = "setTenantSettings", summary = "Changes the settings of the tenant, for admins")
    @APIResponse(responseCode = "200", description = "The updated tenant")
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Uni<Tenant> settle(@Valid @NotNull TenantSettings settings);

    @GET
    @Path("/members")
    @Operation(
            operationId = "listMembers",
            summary = "Lists the members of the tenant, in the order in which they joined, at most 1,000")
    @APIResponse(responseCode = "200", description = "The members")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<List<Member>> members();

    @PUT
    @Path("/members/{account}/role")
    @Operation(
            operationId = "changeRole",
            summary = "Changes the role of a member, for admins",
            description = "Only owners can add or remove owners. A lower role ends the member's sessions and the access"
                    + " tokens of their API keys in this tenant.")
    @APIResponse(responseCode = "204", description = "Changed")
    @APIResponse(responseCode = "400", description = "The role does not exist.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    @APIResponse(responseCode = "404", description = "No such member")
    @APIResponse(responseCode = "409", description = "The member is the last owner.")
    Uni<RestResponse<Void>> changeRole(@PathParam("account") UUID account, @Valid @NotNull RoleChange change);

    @DELETE
    @Path("/members/{account}")
    @Operation(
            operationId = "removeMember",
            summary = "Removes a member, for admins, or leaves the tenant, for any member",
            description = "Ends the member's sessions and revokes their API keys in this tenant.")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    @APIResponse(responseCode = "404", description = "No such member")
    @APIResponse(
            responseCode = "409",
            description = "The member is the last owner, or this is the member's own tenant.")
    Uni<RestResponse<Void>> removeMember(@PathParam("account") UUID account);

    @POST
    @Path("/invitations")
    @ResponseStatus(201)
    @Operation(operationId = "invite", summary = "Invites a person by email, for admins")
    @APIResponse(
            responseCode = "201",
            description = "An email will be sent",
            content = @Content(schema = @Schema(implementation = Invitation.class)))
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    @APIResponse(responseCode = "409", description = "Too many invitations are open.")
    Uni<Invitation> invite(@Valid @NotNull NewInvitation invitation);

    @GET
    @Path("/invitations")
    @Operation(operationId = "listInvitations", summary = "Lists the open invitations, for admins")
    @APIResponse(responseCode = "200", description = "The invitations")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Uni<List<Invitation>> invitations();

    @DELETE
    @Path("/invitations/{id}")
    @Operation(operationId = "withdrawInvitation", summary = "Withdraws an open invitation, for admins")
    @APIResponse(responseCode = "204", description = "Withdrawn")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    @APIResponse(responseCode = "404", description = "No such open invitation")
    Uni<RestResponse<Void>> withdraw(@PathParam("id") UUID id);
}
