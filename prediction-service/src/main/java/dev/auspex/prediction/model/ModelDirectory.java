package dev.auspex.prediction.model;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.jackson.ClientObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;

/**
 * REST client for the model service's lists and schemas: {@link dev.auspex.contracts.model.ModelApi} as one tenant sees
 * it. A null tenant sees only the shared models.
 */
@Path("/api/v1/models")
@RegisterRestClient(configKey = "model")
@RegisterClientHeaders(ServiceSecretHeader.class)
@Produces(MediaType.APPLICATION_JSON)
interface ModelDirectory {

    @GET
    Uni<List<ModelSummary>> list(@Nullable @HeaderParam(Headers.TENANT) UUID tenant);

    @GET
    @Path("/{name}/versions/{version}")
    Uni<ModelVersion> version(
            @Nullable @HeaderParam(Headers.TENANT) UUID tenant,
            @PathParam("name") String name,
            @PathParam("version") String version);

    /** Ignores unknown properties, because a newer model service may send more of them. */
    @ClientObjectMapper
    static ObjectMapper tolerant(ObjectMapper strict) {
        return strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
}
