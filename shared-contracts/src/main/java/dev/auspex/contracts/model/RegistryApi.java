package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

import dev.auspex.contracts.http.FormPart;

/**
 * The model registry: all stored versions, in addition to those that are ready, which {@link ModelApi} shows. Analysts
 * can read all of it. Admins can change the models of their own tenant. Only an operator with the service secret can
 * change models that all tenants share.
 */
@Path("/api/v1/models")
@Tag(name = "registry", description = "Uploads, versions, aliases and their history")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface RegistryApi {

    @GET
    @Path("/{name}/versions")
    @Operation(
            operationId = "listModelVersions",
            summary = "Lists all versions of a model, loaded or not, in the order of registration")
    @APIResponse(responseCode = "200", description = "The versions with their facts and states")
    @APIResponse(responseCode = "404", description = "No such model")
    List<RegisteredVersion> versions(@PathParam("name") String name);

    /**
     * @param data    files with the weights of a bare graph (external data), under the names that the graph uses
     * @param version version to register; for a package, absent or as in its {@code model.json}; for a bare graph,
     *                absent for the next number
     * @param load    whether to load the version at once
     */
    @POST
    @Path("/{name}/versions")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            operationId = "uploadModelVersion",
            summary = "Registers a version from a package (a zip file with model.json, model.onnx and others) or a"
                    + " bare ONNX file: alone, with its weights in parts named data, or together with them in a zip"
                    + " file")
    @APIResponse(
            responseCode = "201",
            description = "The version is checked and stored",
            content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "200", description = "The same file is already registered as this version")
    @APIResponse(responseCode = "400", description = "The file is not a model that can be served. The detail says why.")
    @APIResponse(
            responseCode = "409",
            description = "Another file is or was registered as this version. Versions never change.")
    @APIResponse(responseCode = "413", description = "The file is larger than this installation allows.")
    RestResponse<RegisteredVersion> upload(
            @PathParam("name") String name,
            @RestForm("file") @NotNull(message = "is missing", payload = FormPart.class) FileUpload file,
            @RestForm("data") List<FileUpload> data,
            @RestForm("version") String version,
            @RestForm("load") @DefaultValue("true") boolean load);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/status")
    @Operation(
            operationId = "getModelVersionStatus",
            summary = "Returns the facts of a version and its state on each replica")
    @APIResponse(responseCode = "200", description = "The facts and states")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    RegisteredVersion status(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/card")
    @Produces("text/markdown")
    @Operation(operationId = "getModelCard", summary = "Returns the card of a version")
    @APIResponse(
            responseCode = "200",
            description = "The card in Markdown",
            content = @Content(mediaType = "text/markdown", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", description = "No such version, or the version has no card")
    String card(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/metrics")
    @Operation(operationId = "getModelMetrics", summary = "Returns the held-out metrics of a version by name")
    @APIResponse(responseCode = "200", description = "The metrics; may be empty")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    Map<String, Double> metrics(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/artifact")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(operationId = "downloadModelVersion", summary = "Downloads the file of a version as it was uploaded")
    @APIResponse(
            responseCode = "200",
            description = "The package or the ONNX file. The ETag is its SHA-256.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The caller already has this file")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    RestResponse<ArtifactFile> artifact(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.IF_NONE_MATCH) String known);

    @PATCH
    @Path("/{name}/versions/{version}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "describeModelVersion",
            summary = "Completes the schema of a version without changing its artifact")
    @APIResponse(responseCode = "200", description = "The version with its new description")
    @APIResponse(responseCode = "400", description = "The description does not match the graph.")
    @APIResponse(responseCode = "404", description = "No such model or version")
    ModelVersion describe(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @NotNull @Valid VersionDescription description);

    @DELETE
    @Path("/{name}/versions/{version}")
    @Operation(
            operationId = "deleteModelVersion",
            summary = "Deletes a version that is unloaded and that no alias names")
    @APIResponse(responseCode = "204", description = "Deleted. Its name can never be used again.")
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(responseCode = "409", description = "The version is in use.")
    void delete(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/load")
    @Operation(operationId = "loadModelVersion", summary = "Loads a version on every replica")
    @APIResponse(responseCode = "200", description = "The version is loaded or will be loaded")
    @APIResponse(responseCode = "409", description = "The version does not fit into the memory budget.")
    RegisteredVersion load(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/unload")
    @Operation(operationId = "unloadModelVersion", summary = "Unloads a version on every replica")
    @APIResponse(responseCode = "200", description = "The version is unloaded or will be unloaded")
    @APIResponse(responseCode = "409", description = "An alias names the version.")
    RegisteredVersion unload(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/reload")
    @Operation(operationId = "reloadModelVersion", summary = "Reloads a version on every replica without downtime")
    @APIResponse(responseCode = "200", description = "The version will be reloaded")
    RegisteredVersion reload(@PathParam("name") String name, @PathParam("version") String version);

    @GET
    @Path("/{name}/aliases")
    @Operation(operationId = "listModelAliases", summary = "Lists the aliases of a model with their versions")
    @APIResponse(responseCode = "200", description = "The version by alias")
    @APIResponse(responseCode = "404", description = "No such model")
    Map<String, String> aliases(@PathParam("name") String name);

    @PUT
    @Path("/{name}/aliases/{alias}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "moveModelAlias",
            summary = "Moves an alias to a version, or creates it, in one atomic step")
    @APIResponse(responseCode = "200", description = "The move")
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(
            responseCode = "409",
            description = "The alias names another version than expected, or the new version is not loaded.")
    AliasMove moveAlias(
            @PathParam("name") String name, @PathParam("alias") String alias, @NotNull @Valid AliasTarget target);

    /** @param expected version that it must name now, or null */
    @DELETE
    @Path("/{name}/aliases/{alias}")
    @Operation(operationId = "removeModelAlias", summary = "Removes an alias")
    @APIResponse(responseCode = "204", description = "Removed. The history of its moves is kept.")
    @APIResponse(responseCode = "404", description = "No such model or alias")
    @APIResponse(responseCode = "409", description = "The alias names another version than expected.")
    void removeAlias(
            @PathParam("name") String name, @PathParam("alias") String alias, @QueryParam("expected") String expected);

    @GET
    @Path("/{name}/aliases/{alias}/moves")
    @Operation(operationId = "listModelAliasMoves", summary = "Lists the latest moves of an alias, newest first")
    @APIResponse(responseCode = "200", description = "The moves, at most 200")
    @APIResponse(responseCode = "404", description = "No such model")
    List<AliasMove> moves(@PathParam("name") String name, @PathParam("alias") String alias);
}
