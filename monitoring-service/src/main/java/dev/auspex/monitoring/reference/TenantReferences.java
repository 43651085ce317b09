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

/** The calls of {@code ModelApi} that are made here, for a tenant's own models as well. */
@Path("/api/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public interface TenantReferences {

    /** @param tenant whose own models are among them */
    @GET
    Uni<List<ModelSummary>> list(@HeaderParam(Headers.TENANT) UUID tenant);

    /** @param tenant whose own model it may be; null for a shared one */
    @GET
    @Path("/{name}/versions/{version}/reference")
    Uni<ReferenceProfile> reference(
            @HeaderParam(Headers.TENANT) @Nullable UUID tenant,
            @PathParam("name") String name,
            @PathParam("version") String version);
}
