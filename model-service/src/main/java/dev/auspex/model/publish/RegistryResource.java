package dev.auspex.model.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.AliasMove;
import dev.auspex.contracts.model.AliasTarget;
import dev.auspex.contracts.model.ArtifactFile;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.RegisteredVersion;
import dev.auspex.contracts.model.RegistryApi;
import dev.auspex.contracts.model.VersionDescription;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.artifact.ArtifactStore;
import dev.auspex.model.artifact.FileTree;
import dev.auspex.model.artifact.PackageZip;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.Names;
import dev.auspex.model.registry.RequestMemory;
import dev.auspex.model.registry.Viewer;

/** The registry over HTTP. */
@RolesAllowed({Role.ADMIN, Role.SERVICE})
public class RegistryResource implements RegistryApi {

    private final Catalogue catalogue;
    private final Publisher publisher;
    private final Changes changes;
    private final Descriptions descriptions;
    private final ArtifactStore store;
    private final ArtifactCache cache;
    private final Viewer viewer;
    private final RequestMemory memory;

    RegistryResource(
            Catalogue catalogue,
            Publisher publisher,
            Changes changes,
            Descriptions descriptions,
            ArtifactStore store,
            ArtifactCache cache,
            Viewer viewer,
            RequestMemory memory) {
        this.catalogue = catalogue;
        this.publisher = publisher;
        this.changes = changes;
        this.descriptions = descriptions;
        this.store = store;
        this.cache = cache;
        this.viewer = viewer;
        this.memory = memory;
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public List<RegisteredVersion> versions(String name) {
        return known(name, catalogue.versions(viewer.tenant(), name, memory.account())).stream()
                .sorted(StoredVersion.OLDEST_FIRST)
                .map(StoredVersion::told)
                .toList();
    }

    @Override
    public RestResponse<RegisteredVersion> upload(
            String name, FileUpload file, List<FileUpload> data, String version, boolean load) {
        UploadForm.check();
        String wanted = version == null || version.isBlank() ? null : version;
        UUID owner = viewer.tenant().orElse(null);
        Publisher.Published published = publisher.publish(new Publisher.Upload(
                owner,
                viewer.account().orElse(null),
                name,
                wanted,
                file.uploadedFile(),
                file.fileName(),
                parts(data),
                load));
        // Not charged: the upload is done, uploads are few at once, and the size of one signature is bounded.
        RegisteredVersion told = catalogue
                .version(viewer.tenant(), name, published.version(), size -> {})
                .told();
        return published.added()
                ? RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, told)
                        // Set as text, so that it stays relative: only the gateway knows the address that clients see.
                        .header(
                                HttpHeaders.LOCATION,
                                "/api/v1/models/" + name + "/versions/" + published.version() + "/status")
                        .build()
                : RestResponse.ok(told);
    }

    private static List<Publisher.Part> parts(@Nullable List<FileUpload> data) {
        return data == null
                ? List.of()
                : data.stream()
                        .map(part -> new Publisher.Part(String.valueOf(part.fileName()), part.uploadedFile()))
                        .toList();
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public RegisteredVersion status(String name, String version) {
        return find(name, version).told();
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public String card(String name, String version) {
        return catalogue
                .card(outline(name, version), memory.account())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "Version " + version + " of " + name + " has no card."));
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public Map<String, Double> metrics(String name, String version) {
        return find(name, version).facts().metrics();
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public RestResponse<ArtifactFile> artifact(String name, String version, String known) {
        StoredVersion stored = outline(name, version);
        StoredVersion.Facts facts = stored.facts();
        String tag = "\"" + facts.sha256() + "\"";
        if (known != null && known.contains(tag)) {
            return RestResponse.ResponseBuilder.<ArtifactFile>create(RestResponse.Status.NOT_MODIFIED)
                    .header(HttpHeaders.ETAG, tag)
                    .build();
        }
        try {
            ArtifactFile body =
                    fetched(ArtifactKey.of(stored.tenant(), facts.model(), facts.version(), facts.sha256()));
            return RestResponse.ResponseBuilder.ok(body)
                    .header(HttpHeaders.ETAG, tag)
                    .header(HttpHeaders.CONTENT_LENGTH, Files.size(body.file()))
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"" + facts.model() + "-" + facts.version()
                                    + (PackageZip.isZip(body.file()) ? ".zip\"" : ".onnx\""))
                    .build();
        } catch (ArtifactException | IOException e) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The file cannot be read from the store. Try again in 5 seconds.",
                    Duration.ofSeconds(5));
        }
    }

    private ArtifactFile fetched(String key) throws ArtifactException, IOException {
        Path work = cache.temporary();
        try {
            Path file = work.resolve("artifact");
            store.fetch(key, file);
            return new ArtifactFile(file, work);
        } catch (ArtifactException | RuntimeException e) {
            FileTree.delete(work);
            throw e;
        }
    }

    @Override
    public ModelVersion describe(String name, String version, VersionDescription description) {
        return descriptions.change(mine(name, version), description, viewer.account());
    }

    @Override
    public void delete(String name, String version) {
        StoredVersion outline = outline(name, version);
        checkMine(outline, name);
        changes.delete(outline, viewer.account());
    }

    @Override
    public RegisteredVersion load(String name, String version) {
        changes.load(mine(name, version), viewer.account());
        return find(name, version).told();
    }

    @Override
    public RegisteredVersion unload(String name, String version) {
        changes.unload(mine(name, version), viewer.account(), false);
        return find(name, version).told();
    }

    @Override
    public RegisteredVersion reload(String name, String version) {
        changes.reload(mine(name, version), viewer.account());
        return find(name, version).told();
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public Map<String, String> aliases(String name) {
        Map<String, String> aliases = new TreeMap<>();
        model(name).forEach(it -> it.aliases()
                .forEach(alias -> aliases.put(alias, it.facts().version())));
        return aliases;
    }

    @Override
    public AliasMove moveAlias(String name, String alias, AliasTarget target) {
        if (!Names.ALIAS.matcher(alias).matches()) {
            String detail = "An alias must have " + Names.VERSION_RULE + ".";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, detail, List.of(new Violation("#alias", "format", detail)));
        }
        StoredVersion version = outline(name, target.version());
        checkMine(version, name);
        if (!version.facts().version().equals(target.version())) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND, "Version " + target.version() + " of model " + name + " does not exist.");
        }
        return changes.moveAlias(version, alias, target.expected(), viewer.account());
    }

    @Override
    public void removeAlias(String name, String alias, String expected) {
        List<StoredVersion> model = model(name);
        checkMine(model.getFirst(), name);
        changes.removeAlias(model.getFirst().tenant(), name, alias, expected, viewer.account());
    }

    @Override
    @RolesAllowed({Role.ANALYST, Role.SERVICE})
    public List<AliasMove> moves(String name, String alias) {
        return catalogue.moves(model(name).getFirst().tenant(), name, alias);
    }

    private List<StoredVersion> model(String name) {
        return known(name, catalogue.outlines(viewer.tenant(), name));
    }

    private static List<StoredVersion> known(String name, List<StoredVersion> versions) {
        if (versions.isEmpty()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "The model " + name + " does not exist.");
        }
        return versions;
    }

    private StoredVersion find(String name, String version) {
        return catalogue.version(viewer.tenant(), name, version, memory.account());
    }

    /** Returns a version without its signature and metrics, which can be large. */
    private StoredVersion outline(String name, String version) {
        return catalogue.outline(viewer.tenant(), name, version);
    }

    /** Returns a version that the caller may change. */
    private StoredVersion mine(String name, String version) {
        StoredVersion found = find(name, version);
        checkMine(found, name);
        return found;
    }

    private void checkMine(StoredVersion version, String name) {
        changes.checkOwner(version.tenant(), viewer.tenant(), name);
    }
}
