package dev.auspex.model.artifact;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.graph.onnx.ExternalData;
import dev.auspex.graph.onnx.OnnxException;

/** The unpacked artifacts of this replica, one folder each, named by SHA-256. A folder that exists is complete. */
@ApplicationScoped
public class ArtifactCache {

    private static final Logger LOG = Logger.getLogger(ArtifactCache.class);
    private static final String GRAPH = "model.onnx";
    private static final String TEMPORARY = ".tmp-";

    private final ArtifactStore store;
    private final ArtifactConfig config;

    ArtifactCache(ArtifactStore store, ArtifactConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * Returns the folder with the files of an artifact, which is fetched and unpacked if it is not cached yet.
     *
     * @param key    key of the artifact in the store
     * @param sha256 SHA-256 of the artifact, hex
     * @param bare   whether it is a bare ONNX file
     */
    public Path folder(String key, String sha256, boolean bare) throws ArtifactException {
        Path folder = root().resolve(sha256);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Path work = temporary();
            try {
                Path file = work.resolve("artifact");
                store.fetch(key, file);
                String found = Sha256.of(file);
                if (!found.equals(sha256)) {
                    throw ArtifactException.bad(
                            "the stored artifact has SHA-256 " + found + ", but the registered one has " + sha256);
                }
                Path unpacked = Files.createDirectory(work.resolve("unpacked"));
                unpack(file, unpacked, bare);
                moveTo(unpacked, folder);
            } finally {
                FileTree.delete(work);
            }
            return folder;
        } catch (IOException e) {
            throw ArtifactException.outage("the artifact cannot be written to the cache folder: " + e, e);
        }
    }

    /**
     * Unpacks an artifact that need not be in the store. A bare graph comes alone, or in a zip file with its weights.
     */
    public void unpack(Path file, Path folder, boolean bare) throws ArtifactException, IOException {
        if (!bare) {
            PackageZip.unpack(file, folder, config.largestUnpacked().asLongValue());
            return;
        }
        Path work = temporary();
        try {
            Path graph = file;
            if (PackageZip.isZip(file)) {
                graph = PackageZip.unpackGraph(
                        file, work, config.largestUnpacked().asLongValue());
            }
            // The graph must be a single file that holds all of its weights.
            if (ExternalData.merge(graph, work, folder.resolve(GRAPH)).isEmpty()) {
                Files.copy(graph, folder.resolve(GRAPH), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (OnnxException e) {
            throw ArtifactException.bad(e.getMessage());
        } finally {
            FileTree.delete(work);
        }
    }

    /** Creates an empty work folder on the same file system as the cache. The caller has to delete it. */
    public Path temporary() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(root()), TEMPORARY);
    }

    /** Deletes unfinished work of an earlier process of this replica. */
    public void clean() throws IOException {
        try (Stream<Path> left = Files.list(Files.createDirectories(root()))) {
            for (Path folder : left.filter(it -> it.getFileName().toString().startsWith(TEMPORARY))
                    .toList()) {
                FileTree.delete(folder);
            }
        }
    }

    /** Returns a file beside the cached folders, for data that outlives a restart. */
    public Path file(String name) throws IOException {
        return Files.createDirectories(root()).resolve(name);
    }

    /** Deletes the folders of all other artifacts. A folder that cannot be deleted stays, and is logged. */
    public void keepOnly(Set<String> sha256s) {
        Path root = root();
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> others = folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith(TEMPORARY))
                    .filter(folder -> !sha256s.contains(folder.getFileName().toString()))
                    .toList();
            for (Path other : others) {
                FileTree.delete(other);
            }
        } catch (IOException e) {
            LOG.warnf("old artifacts were not removed from the cache cause=%s", e);
        }
    }

    /** Deletes the files beside the folders whose names begin with the prefix, except for the given ones. */
    public void keepOnlyFiles(String prefix, Set<String> names) throws IOException {
        try (Stream<Path> files = Files.list(Files.createDirectories(root()))) {
            List<Path> others = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> !names.contains(file.getFileName().toString()))
                    .toList();
            for (Path other : others) {
                Files.deleteIfExists(other);
            }
        }
    }

    private static void moveTo(Path unpacked, Path folder) throws IOException {
        try {
            Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("another process unpacked the same artifact folder=%s", folder);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private Path root() {
        return config.cacheDirectory().toAbsolutePath().normalize();
    }
}
