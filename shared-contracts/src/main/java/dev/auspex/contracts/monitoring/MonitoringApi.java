package dev.auspex.contracts.monitoring;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Statistics of the predictions of the caller's tenant. */
@Path("/api/v1/monitoring")
@Tag(name = "monitoring", description = "Counts, latency, scores and drift")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface MonitoringApi {

    /** @param hours how far to look back, in hours */
    @GET
    @Path("/models")
    @Operation(
            operationId = "listStatistics",
            summary = "Returns the statistics of every version that made predictions")
    @APIResponse(responseCode = "200", description = "One entry for each version that made predictions")
    Uni<List<ModelStatistics>> list(@QueryParam("hours") @DefaultValue("24") @Min(1) @Max(744) int hours);

    /**
     * @param version a version, or an alias for the version that it names now
     * @param hours   how far to look back, in hours
     */
    @GET
    @Path("/models/{model}/versions/{version}")
    @Operation(operationId = "getStatistics", summary = "Returns the statistics of one version")
    @APIResponse(responseCode = "200", description = "The statistics")
    @APIResponse(responseCode = "404", description = "The version made no predictions in this time.")
    Uni<ModelStatistics> get(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @QueryParam("hours") @DefaultValue("24") @Min(1) @Max(744) int hours);
}
