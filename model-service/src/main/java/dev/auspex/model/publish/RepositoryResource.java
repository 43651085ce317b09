package dev.auspex.model.publish;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.Viewer;

/**
 * The model repository extension of Triton, in its HTTP form. A model is loaded as a whole: every version that an alias names,
 * or the one that was registered last where there is none. It is unloaded as a whole, too; aliases keep what they name.
 */
@Path("/v2/repository")
@Tag(name = "open inference", description = "Open Inference Protocol, version 2")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.ADMIN, Role.SERVICE})
public class RepositoryResource {

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Catalogue catalogue;
    private final Changes changes;
    private final Viewer viewer;
    private final UploadConfig config;

    RepositoryResource(Catalogue catalogue, Changes changes, Viewer viewer, UploadConfig config) {
        this.catalogue = catalogue;
        this.changes = changes;
        this.viewer = viewer;
        this.config = config;
    }

    /**
     * A request for the index of the repository.
     *
     * @param ready whether to list only versions that are ready; if absent, all versions are listed
     */
    public record IndexRequest(@Nullable Boolean ready) {}

    /**
     * One version.
     *
     * @param name    model name
     * @param version version
     * @param state  READY, LOADING, UNLOADING or UNAVAILABLE
     * @param reason why the version is unavailable
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IndexEntry(
            String name,
            String version,
            String state,
            @Nullable String reason) {}

    /**
     * A request to load or unload a model.
     *
     * @param parameters Triton's parameters; none is supported, so it must be absent or empty
     */
    public record RepositoryRequest(@Nullable Map<String, Object> parameters) {}

    @POST
    @Path("/index")
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    @Operation(operationId = "v2RepositoryIndex", summary = "Lists all versions and their states")
    public List<IndexEntry> index(@RequestBody(required = false) @Nullable IndexRequest request) {
        boolean readyOnly = request != null && Boolean.TRUE.equals(request.ready());
        return catalogue.outlines(viewer.tenant()).stream()
                .sorted(Comparator.comparing((StoredVersion it) -> it.facts().model())
                        .thenComparing(StoredVersion.OLDEST_FIRST))
                .map(RepositoryResource::entry)
                .filter(entry -> !readyOnly || entry.state().equals("READY"))
                .toList();
    }

    private static IndexEntry entry(StoredVersion it) {
        String state =
                switch (it.state()) {
                    case READY -> "READY";
                    case UPLOADED, LOADING, WARMING -> "LOADING";
                    case DRAINING -> "UNLOADING";
                    case FAILED, UNLOADED -> "UNAVAILABLE";
                };
        return new IndexEntry(
                it.facts().model(),
                it.facts().version(),
                state,
                it.failure().orElse(it.state() == VersionState.UNLOADED ? "unloaded" : null));
    }

    @POST
    @Path("/models/{name}/load")
    @Operation(operationId = "v2RepositoryLoad", summary = "Loads or reloads a model, and waits until it is ready")
    @APIResponse(responseCode = "200", description = "The model is loaded")
    @APIResponse(responseCode = "400", description = "The model could not be loaded. The error says why")
    public Map<String, Object> load(@PathParam("name") String name, RepositoryRequest request)
            throws InterruptedException {
        refuseUnknown(request);
        List<StoredVersion> chosen = chosen(mine(name));
        for (StoredVersion version : chosen) {
            if (version.loaded()) {
                changes.reload(version, viewer.account());
            } else {
                changes.load(version, viewer.account());
            }
        }
        for (StoredVersion version : chosen) {
            await(version, VersionState.READY);
        }
        return Map.of();
    }

    @POST
    @Path("/models/{name}/unload")
    @Operation(operationId = "v2RepositoryUnload", summary = "Unloads a model, and waits until it is out of memory")
    @APIResponse(responseCode = "200", description = "The model is unloaded")
    public Map<String, Object> unload(@PathParam("name") String name, RepositoryRequest request)
            throws InterruptedException {
        List<StoredVersion> versions = mine(name);
        for (StoredVersion version : versions) {
            changes.unload(version, viewer.account(), true);
        }
        for (StoredVersion version : versions) {
            await(version, VersionState.UNLOADED);
        }
        return Map.of();
    }

    /** Maps problems to the error form of the protocol, which differs from the suite's. */
    @ServerExceptionMapper
    public Response problem(ProblemException e) {
        int status = e.type() == ProblemType.CONFLICT
                ? ProblemType.INVALID_INPUT.status()
                : e.type().status();
        Response.ResponseBuilder response =
                Response.status(status).entity(Map.of("error", e.getMessage())).type(MediaType.APPLICATION_JSON);
        e.retryAfter()
                .map(Duration::toSeconds)
                .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, seconds)));
        return response.build();
    }

    private static void refuseUnknown(RepositoryRequest request) {
        if (request != null
                && request.parameters() != null
                && !request.parameters().isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    "Parameters are not supported here, but the request has "
                            + String.join(", ", request.parameters().keySet())
                            + ". Upload files with POST /api/v1/models/{name}/versions.");
        }
    }

    private List<StoredVersion> mine(String name) {
        Optional<UUID> caller = viewer.tenant();
        List<StoredVersion> versions = catalogue.outlines(caller, name);
        if (versions.isEmpty()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The model " + name + " does not exist.");
        }
        changes.checkOwner(versions.getFirst().tenant(), caller, name);
        return versions;
    }

    private static List<StoredVersion> chosen(List<StoredVersion> versions) {
        List<StoredVersion> aliased =
                versions.stream().filter(it -> !it.aliases().isEmpty()).toList();
        return aliased.isEmpty()
                ? versions.stream().max(StoredVersion.OLDEST_FIRST).stream().toList()
                : aliased;
    }

    /** Waits until every live replica has followed. */
    private void await(StoredVersion version, VersionState wanted) throws InterruptedException {
        long end = System.nanoTime() + config.follow().toNanos();
        while (System.nanoTime() < end) {
            StoredVersion now = catalogue.outline(
                    Optional.ofNullable(version.tenant()),
                    version.facts().model(),
                    version.facts().version());
            if (now.state() == wanted) {
                return;
            }
            if (wanted == VersionState.READY && now.failure().isPresent()) {
                throw new ProblemException(
                        ProblemType.INVALID_INPUT, now.failure().get());
            }
            Thread.sleep(LOOK);
        }
        throw new ProblemException(
                ProblemType.UNAVAILABLE,
                "Not every replica has followed within " + config.follow().toSeconds() + " seconds. See"
                        + " /v2/repository/index.",
                Duration.ofSeconds(5));
    }
}
