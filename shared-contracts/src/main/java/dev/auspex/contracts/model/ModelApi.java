package dev.auspex.contracts.model;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The models that are ready to serve, with their schemas. */
@Path("/api/v1/models")
@Tag(name = "models", description = "Models, versions and schemas")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface ModelApi {

    @GET
    @Operation(operationId = "listModels", summary = "Lists the models with their versions and aliases")
    @APIResponse(responseCode = "200", description = "All models that are ready")
    Uni<List<ModelSummary>> list();

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}")
    @Operation(operationId = "getModelVersion", summary = "Returns a version with its schema and metrics")
    @APIResponse(responseCode = "200", description = "The version")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    Uni<ModelVersion> version(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/reference")
    @Operation(
            operationId = "getReferenceProfile",
            summary = "Returns the reference profile that drift is measured against")
    @APIResponse(responseCode = "200", description = "The profile")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    Uni<ReferenceProfile> reference(@PathParam("name") String name, @PathParam("version") String version);
}
