package dev.auspex.contracts.model;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

import dev.auspex.contracts.http.Headers;

/** The typed call between the prediction service and the model service. The gateway never routes {@code /internal}. */
@Path("/internal/v1/models")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface InferenceApi {

    /**
     * @param version  a version, not an alias, because the caller has already chosen
     * @param deadline time after which the response is of no use, or null
     */
    @POST
    @Path("/{name}/versions/{version}/infer")
    @Operation(hidden = true)
    Uni<InferenceResult> infer(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @HeaderParam(Headers.REQUEST_DEADLINE) String deadline,
            InferenceRequest request);

    /**
     * Runs several rows in one call, for services only. A row that fails does not affect the others.
     *
     * @param version a version, not an alias
     */
    @POST
    @Path("/{name}/versions/{version}/infer-rows")
    @Operation(hidden = true)
    Uni<RowsResult> inferRows(
            @PathParam("name") String name, @PathParam("version") String version, RowsRequest request);
}
