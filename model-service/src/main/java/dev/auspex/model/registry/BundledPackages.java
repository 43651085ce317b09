package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.FileTree;
import dev.auspex.model.artifact.PackageZip;
import dev.auspex.model.artifact.Sha256;

/**
 * The packages that come with the service, in a folder. A broken one is named in the log and in the health detail, and
 * does not affect the others.
 */
@ApplicationScoped
class BundledPackages {

    private static final Logger LOG = Logger.getLogger(BundledPackages.class);

    private final RegistryConfig config;
    private final PackageReader reader;
    private final ArtifactCache cache;

    BundledPackages(RegistryConfig config, PackageReader reader, ArtifactCache cache) {
        this.config = config;
        this.reader = reader;
        this.cache = cache;
    }

    /**
     * What is in the folder.
     *
     * @param versions good packages, opened and warmed up
     * @param aliases  aliases of these
     * @param broken   cause by {@code model/version} or {@code model/aliases.json}
     */
    record Content(List<Bundled> versions, List<Wish.Pointer> aliases, Map<String, String> broken) {}

    Content load() {
        Content content = new Content(new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
        try {
            for (Path folder : folders(config.directory())) {
                String model = name(folder);
                if (Names.MODEL.matcher(model).matches()) {
                    loadModel(folder, model, content);
                } else {
                    report(content, model, "a model name must have " + Names.MODEL_RULE, null);
                }
            }
        } catch (IOException e) {
            report(content, config.directory().toString(), "the folder cannot be read", e);
        }
        return content;
    }

    private void loadModel(Path folder, String model, Content content) throws IOException {
        Set<String> good = new HashSet<>();
        // Versions are registered in this order, which then decides which one is newer.
        List<Path> oldestFirst = folders(folder).stream()
                .sorted(Comparator.comparing(BundledPackages::name, VersionOrder.OLDEST_FIRST))
                .toList();
        for (Path versionFolder : oldestFirst) {
            String version = name(versionFolder);
            try {
                if (!Names.VERSION.matcher(version).matches()) {
                    throw new BrokenPackageException("a version name must have " + Names.VERSION_RULE);
                }
                content.versions().add(loadVersion(versionFolder, model, version));
                good.add(version);
            } catch (BrokenPackageException e) {
                report(content, model + "/" + version, e.getMessage(), e.getCause());
            }
        }
        loadAliases(folder, model, good, content);
    }

    private Bundled loadVersion(Path folder, String model, String version) throws BrokenPackageException, IOException {
        ServedVersion served = reader.read(folder, model, version);
        try {
            WarmUp.run(served, config.warmUpRuns());
            Path work = cache.temporary();
            try {
                Path zip = work.resolve("package.zip");
                PackageZip.pack(folder, zip);
                return new Bundled(folder, Sha256.of(zip), Files.size(zip), served);
            } finally {
                FileTree.delete(work);
            }
        } catch (BrokenPackageException | IOException e) {
            PackageReader.discard(served);
            throw e;
        }
    }

    private void loadAliases(Path folder, String model, Set<String> good, Content content) {
        String where = model + "/aliases.json";
        try {
            reader.aliases(folder).forEach((alias, version) -> {
                if (version != null && good.contains(version)) {
                    content.aliases().add(new Wish.Pointer(null, model, alias, version));
                } else {
                    report(
                            content,
                            where,
                            "alias " + alias + " names version " + version + ", which is not ready",
                            null);
                }
            });
        } catch (BrokenPackageException e) {
            report(content, where, e.getMessage(), e.getCause());
        }
    }

    /**
     * Returns the subfolders in the order of their names. Hidden folders are skipped: they belong to the file system,
     * such as those of a mounted ConfigMap.
     */
    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .filter(folder -> !name(folder).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static void report(Content content, String what, String cause, Throwable thrown) {
        content.broken().merge(what, cause, (a, b) -> a + "; " + b);
        LOG.errorf("package could not be loaded package=%s cause=%s", what, cause);
        if (thrown != null) {
            LOG.debugf(thrown, "package could not be loaded package=%s", what);
        }
    }
}
