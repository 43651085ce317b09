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
 * The registry: what is stored of models, beside what {@link ModelApi} tells of those that are served. Analysts see all of it;
 * admins change their tenant's own models; models that all tenants share change only by an operator with the service secret.
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
            summary = "Lists all versions of a model, loaded or not, in the order of their registration")
    @APIResponse(responseCode = "200", description = "Its versions with facts and states")
    @APIResponse(responseCode = "404", description = "No such model")
    List<RegisteredVersion> versions(@PathParam("name") String name);

    /**
     * @param data    files in which a bare graph keeps its weights (external data), by the names that the graph gives them
     * @param version version to register; for a package null or what its {@code model.json} says, for a bare graph null for the
     *                next number
     * @param load    whether it is loaded at once
     */
    @POST
    @Path("/{name}/versions")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            operationId = "uploadModelVersion",
            summary = "Registers a version: a package (zip of model.json, model.onnx, ...) or a bare ONNX file, alone,"
                    + " with its weights as parts data, or with them in a zip file")
    @APIResponse(
            responseCode = "201",
            description = "It was checked and stored",
            content = @Content(schema = @Schema(implementation = RegisteredVersion.class)))
    @APIResponse(responseCode = "200", description = "The same file is registered as this version already")
    @APIResponse(responseCode = "400", description = "The file is no model that can be served; the detail says why")
    @APIResponse(responseCode = "409", description = "Another file is, or was, this version; versions never change")
    @APIResponse(responseCode = "413", description = "The file is larger than this installation takes")
    RestResponse<RegisteredVersion> upload(
            @PathParam("name") String name,
            @RestForm("file") @NotNull(message = "is missing", payload = FormPart.class) FileUpload file,
            @RestForm("data") List<FileUpload> data,
            @RestForm("version") String version,
            @RestForm("load") @DefaultValue("true") boolean load);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/status")
    @Operation(operationId = "getModelVersionStatus", summary = "Gives what is stored of a version and how it stands")
    @APIResponse(responseCode = "200", description = "Facts and states")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    RegisteredVersion status(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/card")
    @Produces("text/markdown")
    @Operation(operationId = "getModelCard", summary = "Gives a version's card")
    @APIResponse(
            responseCode = "200",
            description = "Markdown",
            content = @Content(mediaType = "text/markdown", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404", description = "No such version, or it has no card")
    String card(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/metrics")
    @Operation(operationId = "getModelMetrics", summary = "Gives a version's held-out metrics by name")
    @APIResponse(responseCode = "200", description = "Metrics, perhaps none")
    @APIResponse(responseCode = "404", description = "No such model, version or alias")
    Map<String, Double> metrics(@PathParam("name") String name, @PathParam("version") String version);

    /** @param version a version or an alias */
    @GET
    @Path("/{name}/versions/{version}/artifact")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(operationId = "downloadModelVersion", summary = "Gives the file as it was uploaded")
    @APIResponse(
            responseCode = "200",
            description = "The package or the ONNX file; its ETag is its SHA-256",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The caller has it already")
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
            summary = "Completes the schema of a version; its artifact does not change")
    @APIResponse(responseCode = "200", description = "The version with its new description")
    @APIResponse(responseCode = "400", description = "The description does not fit the graph")
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
    @APIResponse(responseCode = "204", description = "It is gone; its name is never used again")
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(responseCode = "409", description = "It is in use")
    void delete(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/load")
    @Operation(operationId = "loadModelVersion", summary = "Has every replica load a version")
    @APIResponse(responseCode = "200", description = "It will be loaded, or is")
    @APIResponse(responseCode = "409", description = "It would not fit into the memory budget")
    RegisteredVersion load(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/unload")
    @Operation(operationId = "unloadModelVersion", summary = "Has every replica take a version out of memory")
    @APIResponse(responseCode = "200", description = "It will be unloaded, or is")
    @APIResponse(responseCode = "409", description = "An alias names it")
    RegisteredVersion unload(@PathParam("name") String name, @PathParam("version") String version);

    @POST
    @Path("/{name}/versions/{version}/reload")
    @Operation(
            operationId = "reloadModelVersion",
            summary = "Has every replica load a version anew and swap it without a pause")
    @APIResponse(responseCode = "200", description = "It will be loaded anew")
    RegisteredVersion reload(@PathParam("name") String name, @PathParam("version") String version);

    @GET
    @Path("/{name}/aliases")
    @Operation(operationId = "listModelAliases", summary = "Gives the version of each alias")
    @APIResponse(responseCode = "200", description = "Version by alias")
    @APIResponse(responseCode = "404", description = "No such model")
    Map<String, String> aliases(@PathParam("name") String name);

    @PUT
    @Path("/{name}/aliases/{alias}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "moveModelAlias", summary = "Makes an alias name a version, in one step")
    @APIResponse(responseCode = "200", description = "The move")
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(
            responseCode = "409",
            description = "It named another version than expected, or the new one is not loaded")
    AliasMove moveAlias(
            @PathParam("name") String name, @PathParam("alias") String alias, @NotNull @Valid AliasTarget target);

    /** @param expected version that it must name now, or null */
    @DELETE
    @Path("/{name}/aliases/{alias}")
    @Operation(operationId = "removeModelAlias", summary = "Removes an alias")
    @APIResponse(responseCode = "204", description = "It is gone; its moves stay")
    @APIResponse(responseCode = "404", description = "No such model or alias")
    @APIResponse(responseCode = "409", description = "It named another version than expected")
    void removeAlias(
            @PathParam("name") String name, @PathParam("alias") String alias, @QueryParam("expected") String expected);

    @GET
    @Path("/{name}/aliases/{alias}/moves")
    @Operation(operationId = "listModelAliasMoves", summary = "Gives the last moves of an alias, newest first")
    @APIResponse(responseCode = "200", description = "At most 200 moves")
    @APIResponse(responseCode = "404", description = "No such model")
    List<AliasMove> moves(@PathParam("name") String name, @PathParam("alias") String alias);
}
