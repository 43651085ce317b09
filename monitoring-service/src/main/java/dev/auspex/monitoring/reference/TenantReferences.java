package dev.auspex.monitoring.reference;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ReferenceProfile;

/** REST client for the operations of {@code ModelApi} that this service calls, for tenants' own models as well. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public interface TenantReferences {

    /** @param tenant tenant whose own models the list includes */
    @GET
    Uni<List<ModelSummary>> list(@HeaderParam(Headers.TENANT) UUID tenant);

    /** @param tenant tenant that may own the model, or null for a shared model */
    @GET
    @Path("/{name}/versions/{version}/reference")
    Uni<ReferenceProfile> reference(
            @HeaderParam(Headers.TENANT) @Nullable UUID tenant,
            @PathParam("name") String name,
            @PathParam("version") String version);
}
