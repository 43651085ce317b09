package dev.auspex.contracts.auth;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The settings of a tenant, for the other services. The gateway never routes {@code /internal}. */
@Path("/internal/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
public interface TenantSettingsApi {

    /** Returns 404 for a tenant that does not exist. */
    @GET
    @Path("/{id}/settings")
    @Operation(hidden = true)
    Uni<TenantSettings> settings(@PathParam("id") UUID id);
}
