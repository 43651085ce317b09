package dev.auspex.model.openinference;

import java.util.Collection;
import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.contracts.http.Role;
import dev.auspex.model.inference.Inference;
import dev.auspex.model.openinference.ModelStatistics.AllStatistics;
import dev.auspex.model.registry.JsonSize;
import dev.auspex.model.registry.ModelRegistry;
import dev.auspex.model.registry.RequestMemory;
import dev.auspex.model.registry.ServedModel;
import dev.auspex.model.registry.ServedVersion;

/**
 * The Open Inference Protocol, version 2, over REST, with Triton's extensions {@link #EXTENSIONS}: all of its
 * operations except infer, which {@link InferRoute} handles. A version in a path may be an alias.
 */
@Path("/v2")
@Tag(name = "open inference", description = "Open Inference Protocol, version 2")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.MEMBER, Role.SERVICE})
public class OpenInferenceResource {

    /** Extensions, by the names that Triton gives them. */
    static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "classification", "model_repository", "schedule_policy", "statistics");

    private static final String PLATFORM = "onnxruntime_onnx";

    private final ModelRegistry registry;
    private final Inference inference;
    private final RequestMemory memory;
    private final String applicationName;
    private final String applicationVersion;

    OpenInferenceResource(
            ModelRegistry registry,
            Inference inference,
            RequestMemory memory,
            @ConfigProperty(name = "quarkus.application.name") String applicationName,
            @ConfigProperty(name = "quarkus.application.version") String applicationVersion) {
        this.registry = registry;
        this.inference = inference;
        this.memory = memory;
        this.applicationName = applicationName;
        this.applicationVersion = applicationVersion;
    }

    @GET
    @Operation(operationId = "v2Server", summary = "Returns the name, version and extensions of the server")
    public Uni<ServerMetadata> server() {
        return Uni.createFrom().item(new ServerMetadata(applicationName, applicationVersion, EXTENSIONS));
    }

    @GET
    @Path("/health/live")
    @Operation(operationId = "v2Live", summary = "Returns whether the server accepts requests")
    public Uni<ServerLive> live() {
        return Uni.createFrom().item(new ServerLive(true));
    }

    @GET
    @Path("/health/ready")
    @Operation(operationId = "v2Ready", summary = "Returns whether the models are loaded and warmed up")
    @APIResponse(responseCode = "200", description = "Ready")
    @APIResponse(responseCode = "400", description = "Not ready")
    public Uni<RestResponse<ServerReady>> ready() {
        // The protocol requires a status of 400 to 499 for "no".
        boolean ready = registry.ready();
        return Uni.createFrom()
                .item(RestResponse.status(
                        ready ? RestResponse.Status.OK : RestResponse.Status.BAD_REQUEST, new ServerReady(ready)));
    }

    @GET
    @Path("/models/{name}")
    @Operation(operationId = "v2Model", summary = "Returns the inputs and outputs of a model's champion")
    public Uni<ModelMetadata> model(@PathParam("name") String name) {
        return Uni.createFrom().item(() -> metadata(champion(name)));
    }

    @GET
    @Path("/models/{name}/versions/{version}")
    @Operation(operationId = "v2ModelVersion", summary = "Returns the inputs and outputs of a version")
    public Uni<ModelMetadata> modelVersion(@PathParam("name") String name, @PathParam("version") String version) {
        return Uni.createFrom().item(() -> metadata(served(name, version)));
    }

    @GET
    @Path("/models/{name}/ready")
    @Operation(operationId = "v2ModelReady", summary = "Returns whether a model is ready")
    public Uni<ModelReady> modelReady(@PathParam("name") String name) {
        return Uni.createFrom().item(() -> new ModelReady(champion(name).model(), true));
    }

    @GET
    @Path("/models/{name}/versions/{version}/ready")
    @Operation(operationId = "v2ModelVersionReady", summary = "Returns whether a version is ready")
    public Uni<ModelReady> modelVersionReady(@PathParam("name") String name, @PathParam("version") String version) {
        return Uni.createFrom().item(() -> new ModelReady(served(name, version).model(), true));
    }

    @GET
    @Path("/models/stats")
    @Operation(operationId = "v2Statistics", summary = "Returns the statistics of all versions of all models")
    public Uni<AllStatistics> statistics() {
        return Uni.createFrom()
                .item(() -> statistics(registry.list().stream()
                        .flatMap(model -> versions(model.name()).stream())
                        .toList()));
    }

    @GET
    @Path("/models/{name}/stats")
    @Operation(operationId = "v2ModelStatistics", summary = "Returns the statistics of all versions of a model")
    public Uni<AllStatistics> modelStatistics(@PathParam("name") String name) {
        return Uni.createFrom().item(() -> statistics(versions(name)));
    }

    @GET
    @Path("/models/{name}/versions/{version}/stats")
    @Operation(operationId = "v2ModelVersionStatistics", summary = "Returns the statistics of a version")
    public Uni<AllStatistics> modelVersionStatistics(
            @PathParam("name") String name, @PathParam("version") String version) {
        return Uni.createFrom().item(() -> statistics(List.of(served(name, version))));
    }

    private ServedVersion champion(String model) {
        return registry.model(model).byDefault();
    }

    private ServedVersion served(String model, String versionOrAlias) {
        return registry.resolve(model, versionOrAlias);
    }

    private Collection<ServedVersion> versions(String model) {
        return registry.model(model).versions().values();
    }

    private AllStatistics statistics(Collection<ServedVersion> versions) {
        return new AllStatistics(versions.stream()
                .flatMap(version -> inference.statistics(version).stream()
                        .map(figures -> ModelStatistics.of(version.model(), version.version(), figures)))
                .toList());
    }

    private ModelMetadata metadata(ServedVersion version) {
        ServedModel model = registry.model(version.model());
        memory.take(JsonSize.of(version.inputs()) + JsonSize.of(version.graph().outputs()));
        return new ModelMetadata(
                version.model(),
                List.copyOf(model.versions().keySet()),
                PLATFORM,
                TensorMetadata.of(version.inputs()),
                TensorMetadata.of(version.graph().outputs()));
    }
}
