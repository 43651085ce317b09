package dev.auspex.model.publish;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.artifact.ArtifactStore;
import dev.auspex.model.artifact.FileTree;
import dev.auspex.model.artifact.PackageZip;
import dev.auspex.model.artifact.Sha256;
import dev.auspex.model.catalogue.Catalogue;
import dev.auspex.model.catalogue.FactsReader;
import dev.auspex.model.catalogue.NewVersion;
import dev.auspex.model.catalogue.StoredVersion;
import dev.auspex.model.registry.BrokenPackageException;
import dev.auspex.model.registry.ChangeBell;
import dev.auspex.model.registry.Names;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.RequestMemory;
import dev.auspex.model.registry.SchemaRules;
import dev.auspex.model.validation.Validation;
import dev.auspex.model.validation.Verdict;

/**
 * Turns an uploaded file into a registered version. Each step is stricter and more expensive than the one before:
 * names, the zip file, a scan of the graph, what is registered already, a trial in a separate process. Only then is
 * anything stored.
 */
@ApplicationScoped
class Publisher {

    private static final Logger LOG = Logger.getLogger(Publisher.class);
    private static final long LARGEST_TEXT = 4L << 20;
    private static final int LONGEST_FILE_NAME = 200;

    private final UploadConfig config;
    private final ArtifactCache cache;
    private final ArtifactStore store;
    private final PackageReader reader;
    private final FactsReader factsReader;
    private final Validation validation;
    private final Catalogue catalogue;
    private final MemoryRoom room;
    private final ChangeBell bell;
    private final RequestMemory memory;

    Publisher(
            UploadConfig config,
            ArtifactCache cache,
            ArtifactStore store,
            PackageReader reader,
            FactsReader factsReader,
            Validation validation,
            Catalogue catalogue,
            MemoryRoom room,
            ChangeBell bell,
            RequestMemory memory) {
        this.config = config;
        this.cache = cache;
        this.store = store;
        this.reader = reader;
        this.factsReader = factsReader;
        this.validation = validation;
        this.catalogue = catalogue;
        this.room = room;
        this.bell = bell;
        this.memory = memory;
    }

    /**
     * What somebody sends.
     *
     * @param owner    whose model it becomes, or null for a shared one
     * @param version  version that it shall have, or null
     * @param fileName as its sender names it, or null
     */
    record Upload(
            @Nullable UUID owner,
            @Nullable UUID account,
            String model,
            @Nullable String version,
            Path file,
            @Nullable String fileName,
            List<Part> weights,
            boolean load) {

        Upload {
            weights = List.copyOf(weights);
        }
    }

    /** A file with weights of a graph, by the name that the graph gives it. */
    record Part(String name, Path file) {}

    /**
     * What became of it.
     *
     * @param version version that it has
     * @param added   whether it is new
     */
    record Published(String version, boolean added) {}

    /**
     * @throws ProblemException FORBIDDEN, INVALID_INPUT, CONFLICT, BODY_TOO_LARGE, OVERLOADED or UNAVAILABLE,
     *     with the reason
     */
    Published publish(Upload upload) {
        if (upload.owner() != null && !config.tenants()) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Only the operator can upload models to this installation. Ask the operator to register yours.");
        }
        checkNames(upload);
        try {
            long size = Files.size(upload.file());
            for (Part part : upload.weights()) {
                size += Files.size(part.file());
            }
            if (size > config.largest().asLongValue()) {
                throw new ProblemException(
                        ProblemType.BODY_TOO_LARGE,
                        "The file has " + size + " bytes; this installation allows at most "
                                + config.largest().asLongValue() + ".");
            }
            Path work = cache.temporary();
            try {
                return publish(upload, work);
            } finally {
                FileTree.delete(work);
            }
        } catch (OnnxException e) {
            throw wrong("file", "The ONNX file cannot be used: " + e.getMessage() + ".");
        } catch (BrokenPackageException e) {
            throw wrong("file", "The package cannot be used: " + e.getMessage() + ".");
        } catch (ArtifactException e) {
            if (e.lasting()) {
                throw wrong("file", "The package cannot be used: " + e.getMessage() + ".");
            }
            LOG.errorf("upload could not be stored model=%s cause=%s", upload.model(), e.getMessage());
            throw storeAway();
        } catch (IOException e) {
            LOG.errorf(e, "upload could not be processed model=%s", upload.model());
            throw storeAway();
        }
    }

    private Published publish(Upload upload, Path work)
            throws IOException, ArtifactException, OnnxException, BrokenPackageException {
        boolean bare = recognised(upload.file());
        Path file = upload.weights().isEmpty() ? upload.file() : together(upload, work);
        String sha256 = Sha256.of(file);
        Path folder = Files.createDirectory(work.resolve("files"));
        unpack(file, folder, bare);
        if (!Files.isRegularFile(folder.resolve(PackageReader.GRAPH))) {
            throw new BrokenPackageException("model.onnx is missing");
        }
        if (!bare) {
            memory.take(size(folder.resolve(PackageReader.DESCRIPTION))
                    + size(folder.resolve(PackageReader.REFERENCE))
                    + size(folder.resolve(PackageReader.CARD)));
        }
        Optional<ModelVersion> description = bare ? Optional.empty() : Optional.of(reader.description(folder));
        if (!bare) {
            refuseNonsense(folder, description.orElseThrow());
        }
        String version = version(upload, description, bare);
        StoredVersion.Facts before = factsReader.read(
                folder, upload.model(), version, sha256, Files.size(file), bare, metrics(description), 0);
        Catalogue.Quota quota = quota(upload);
        if (catalogue.check(upload.owner(), upload.model(), version, sha256, before.sizeBytes(), quota)
                == Catalogue.Added.SAME) {
            return new Published(version, false);
        }
        Verdict verdict =
                validation.of(folder, bare, upload.model(), version, Files.createDirectory(work.resolve("trial")));
        if (verdict.problem() != null) {
            throw wrong(
                    "file",
                    (bare ? "The ONNX file cannot be used: " : "The package cannot be used: ")
                            + plain(verdict.problem()));
        }
        if (verdict.hazard() != null) {
            checkHazard(upload, version, verdict.hazard(), bare);
        }
        StoredVersion.Facts facts = factsReader.read(
                folder,
                upload.model(),
                version,
                sha256,
                before.sizeBytes(),
                bare,
                before.metrics(),
                verdict.memoryBytes());
        if (upload.load()) {
            room.make(upload.owner(), upload.model(), version, facts.memoryBytes(), upload.account());
        }
        NewVersion registering = new NewVersion(
                upload.owner(),
                facts,
                false,
                fileName(upload.fileName()),
                description,
                text(folder.resolve(PackageReader.REFERENCE)),
                text(folder.resolve(PackageReader.CARD)),
                upload.account(),
                upload.load());
        Catalogue.Added added = register(registering, quota, file);
        LOG.infof(
                "version registered tenant=%s model=%s version=%s sha256=%s",
                upload.owner(), upload.model(), version, sha256);
        bell.ring();
        return new Published(version, added == Catalogue.Added.NEW);
    }

    /**
     * Returns whether a file is a bare graph, alone or in a zip file with its weights, rather than a package.
     *
     * @throws ProblemException INVALID_INPUT if it is a known file of another kind
     */
    private static boolean recognised(Path file) throws IOException, ArtifactException {
        if (!PackageZip.isZip(file)) {
            Optional<FileKind> kind = FileKind.of(file);
            if (kind.isPresent()) {
                throw wrong("file", kind.get().told());
            }
            return true;
        }
        List<String> names = PackageZip.names(file);
        if (PackageZip.isPackage(names)) {
            return false;
        }
        Optional<FileKind> kind = PackageZip.isGraph(names) ? Optional.empty() : FileKind.ofZip(names);
        if (kind.isPresent()) {
            throw wrong("file", kind.get().told());
        }
        // A zip file that holds neither is refused later, for what it lacks as a package.
        return PackageZip.isGraph(names);
    }

    /**
     * Packs a graph and its weights into one artifact. The same parts always give the same file, in whatever order they
     * were sent.
     */
    private static Path together(Upload upload, Path work) throws IOException {
        if (PackageZip.isZip(upload.file())) {
            throw wrong(
                    "data",
                    "The part `data` is only for a bare ONNX file. Put all files of a zip upload into the zip file.");
        }
        Path parts = Files.createDirectory(work.resolve("parts"));
        Files.copy(upload.file(), parts.resolve(PackageReader.GRAPH));
        for (Part part : upload.weights()) {
            boolean plain = part.name().matches("[\\w][\\w. @+=-]{0,199}")
                    && !part.name().endsWith(".onnx");
            if (!plain || Files.exists(parts.resolve(part.name()))) {
                throw wrong(
                        "data",
                        "A part `data` has no file name, a duplicate one, or one that is not a plain name. Use the"
                                + " name of the file in which the graph keeps its weights.");
            }
            Files.copy(part.file(), parts.resolve(part.name()));
        }
        Path zip = work.resolve("together.zip");
        PackageZip.pack(parts, zip);
        return zip;
    }

    private void unpack(Path file, Path folder, boolean bare) throws IOException, ArtifactException {
        try {
            cache.unpack(file, folder, bare);
        } catch (ArtifactException e) {
            if (bare && e.lasting()) {
                throw wrong("file", "The ONNX file cannot be used: " + plain(e.getMessage()) + ".");
            }
            throw e;
        }
    }

    /**
     * Checks schema and reference profile strictly, because a version that is accepted once is served for a long time.
     */
    private void refuseNonsense(Path folder, ModelVersion description) throws BrokenPackageException {
        List<String> problems = SchemaRules.problems(description);
        if (!problems.isEmpty()) {
            throw new BrokenPackageException("model.json: " + String.join("; ", problems));
        }
        List<String> ofReference = SchemaRules.problems(reader.reference(folder));
        if (!ofReference.isEmpty()) {
            throw new BrokenPackageException("reference.json: " + String.join("; ", ofReference));
        }
    }

    /** Refuses a tenant's graph that can end the process that runs it. For shared graphs, the operator decides. */
    private static void checkHazard(Upload upload, String version, String hazard, boolean bare) {
        if (upload.owner() != null) {
            throw wrong(
                    "file",
                    (bare ? "The ONNX file cannot be used: " : "The package cannot be used: ") + plain(hazard) + ".");
        }
        LOG.warnf(
                "shared version that can crash this process was accepted model=%s version=%s cause=%s",
                upload.model(), version, plain(hazard));
    }

    private Catalogue.Quota quota(Upload upload) {
        return new Catalogue.Quota(
                config.mostVersions(),
                upload.owner() == null ? Long.MAX_VALUE : config.mostBytes().asLongValue());
    }

    /** Stores the file before it registers the version, so that no replica loads a version without a file. */
    private Catalogue.Added register(NewVersion version, Catalogue.Quota quota, Path file) throws ArtifactException {
        StoredVersion.Facts facts = version.facts();
        String key = ArtifactKey.of(version.tenant(), facts.model(), facts.version(), facts.sha256());
        store.put(key, file);
        Catalogue.Added added;
        try {
            added = catalogue.add(version, quota);
        } catch (ProblemException e) {
            if (e.type() != ProblemType.UNAVAILABLE) {
                takeBack(version, key, file);
            }
            throw e;
        }
        try {
            if (!store.holds(key)) {
                // Another upload of the same file was refused and deleted the file, before this one was registered.
                store.put(key, file);
            }
        } catch (ArtifactException e) {
            // The version is registered, and its file was stored above: the upload did not fail, whatever is found
            // here.
            LOG.errorf(
                    "file of a registered version could not be checked and may be missing key=%s cause=%s",
                    key, e.getMessage());
        }
        return added;
    }

    /** Deletes the file of a refused upload, which would otherwise stay in the store without being counted. */
    private void takeBack(NewVersion version, String key, Path file) {
        try {
            if (!registered(version)) {
                store.delete(key);
                if (registered(version)) {
                    store.put(key, file);
                }
            }
        } catch (ArtifactException | ProblemException e) {
            LOG.warnf(
                    "file of a refused upload could not be removed from the store key=%s cause=%s",
                    key, e.getMessage());
        }
    }

    private boolean registered(NewVersion version) {
        StoredVersion.Facts facts = version.facts();
        return catalogue.registered(version.tenant(), facts.model(), facts.version(), facts.sha256());
    }

    private static void checkNames(Upload upload) {
        if (!Names.MODEL.matcher(upload.model()).matches()) {
            throw wrong("name", "A model name must have " + Names.MODEL_RULE + ".");
        }
        if (upload.version() != null && !Names.VERSION.matcher(upload.version()).matches()) {
            throw wrong("version", "A version name must have " + Names.VERSION_RULE + ".");
        }
    }

    private String version(Upload upload, Optional<ModelVersion> description, boolean bare) {
        if (bare) {
            return upload.version() == null ? catalogue.nextNumber(upload.owner(), upload.model()) : upload.version();
        }
        String own = description.orElseThrow().version();
        if (own == null || !Names.VERSION.matcher(own).matches()) {
            throw wrong("file", "The version in model.json must have " + Names.VERSION_RULE + ".");
        }
        if (upload.version() != null && !upload.version().equals(own)) {
            throw wrong(
                    "version", "The version is " + own + " in model.json, but " + upload.version() + " in the form.");
        }
        return own;
    }

    private static Map<String, Double> metrics(Optional<ModelVersion> description) {
        return description.map(ModelVersion::metrics).orElse(Map.of());
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static @Nullable String text(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > LARGEST_TEXT) {
            throw wrong("file", file.getFileName() + " has more than " + LARGEST_TEXT + " bytes.");
        }
        try {
            String text = Files.readString(file);
            if (text.indexOf('\0') >= 0) {
                throw wrong("file", file.getFileName() + " contains a NUL character.");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw wrong("file", file.getFileName() + " is not valid UTF-8.");
        }
    }

    private static @Nullable String fileName(@Nullable String given) {
        if (given == null) {
            return null;
        }
        String plain = given.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > LONGEST_FILE_NAME ? plain.substring(0, LONGEST_FILE_NAME) : plain;
    }

    /** Shortens a problem to one line of limited length, because names in a graph may hold anything. */
    private static String plain(String problem) {
        String text = problem.replaceAll("\\p{Cntrl}+", " ");
        return text.length() > 1000 ? text.substring(0, 1000) + "..." : text;
    }

    private static ProblemException wrong(String field, String detail) {
        return new ProblemException(
                ProblemType.INVALID_INPUT, detail, List.of(new Violation("#" + field, "invalid", detail)));
    }

    private static ProblemException storeAway() {
        return new ProblemException(
                ProblemType.UNAVAILABLE,
                "The file cannot be stored. Try again in 5 seconds.",
                java.time.Duration.ofSeconds(5));
    }
}
