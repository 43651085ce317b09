package dev.auspex.contracts.auth;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The tenants of the account that is signed in. */
@Path("/api/v1/tenants")
@Tag(name = "tenants", description = "Tenants and their members")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface TenantsApi {

    @POST
    @ResponseStatus(201)
    @Operation(operationId = "createTenant", summary = "Creates a tenant with the account as its owner")
    @APIResponse(
            responseCode = "201",
            description = "Created. Switch to the tenant to work in it.",
            content = @Content(schema = @Schema(implementation = TenantMembership.class)))
    @APIResponse(responseCode = "400", description = "A value is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "409", description = "The account already owns the maximum number of tenants.")
    Uni<TenantMembership> create(@Valid @NotNull NewTenant tenant);

    @GET
    @Operation(
            operationId = "listTenants",
            summary = "Lists the tenants of the account, in the order in which it joined")
    @APIResponse(responseCode = "200", description = "The tenants")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<List<TenantMembership>> list();
}
