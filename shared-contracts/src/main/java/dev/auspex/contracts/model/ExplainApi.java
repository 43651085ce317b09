package dev.auspex.contracts.model;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.auspex.contracts.http.Headers;

/** Explanations of the predictions of a model. */
@Path("/api/v1/models")
@Tag(name = "models", description = "Models, versions and schemas")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface ExplainApi {

    /**
     * @param version  a version or an alias
     * @param deadline milliseconds that the caller still waits for the response, or null; set by other services only
     */
    @POST
    @Path("/{name}/versions/{version}/explain")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "explainPrediction",
            summary = "Returns the contribution of each feature to the score of one row, compared with the version's"
                    + " background rows")
    @APIResponse(
            responseCode = "200",
            description = "The contributions. The base and all contributions add up to the score.")
    @APIResponse(responseCode = "400", description = "The features do not match the schema. Every violation is listed.")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    @APIResponse(
            responseCode = "409",
            description = "The version has no background rows, so its predictions cannot be explained.")
    @APIResponse(
            responseCode = "429",
            description = "A limit is exceeded, or the service is overloaded. See Retry-After.")
    @APIResponse(responseCode = "504", description = "The deadline passed.")
    Uni<Explanation> explain(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @Parameter(hidden = true) @HeaderParam(Headers.REQUEST_DEADLINE) String deadline,
            @Valid @NotNull ExplanationRequest request);
}
