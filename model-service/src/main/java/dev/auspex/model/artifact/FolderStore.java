package dev.auspex.model.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Stores artifacts as files below one folder. A file is first written beside its target, then moved there as a whole.
 */
final class FolderStore implements ArtifactStore {

    private final Path root;

    FolderStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public void put(String key, Path file) throws ArtifactException {
        Path target = path(key);
        try {
            Files.createDirectories(target.getParent());
            Path half = Files.createTempFile(target.getParent(), ".half-", "");
            try {
                Files.copy(file, half, StandardCopyOption.REPLACE_EXISTING);
                Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw outage("cannot be written", e);
        }
    }

    @Override
    public void fetch(String key, Path file) throws ArtifactException {
        try {
            Files.copy(path(key), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw ArtifactException.outage("the artifacts folder has no file for " + key, e);
        } catch (IOException e) {
            throw outage("cannot be read", e);
        }
    }

    @Override
    public boolean holds(String key) {
        return Files.isRegularFile(path(key));
    }

    @Override
    public void delete(String key) throws ArtifactException {
        try {
            Files.deleteIfExists(path(key));
        } catch (IOException e) {
            throw outage("cannot delete a file", e);
        }
    }

    @Override
    public String place() {
        return root.toString();
    }

    private Path path(String key) {
        Path path = root.resolve(key).normalize();
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("a key that points outside the store: " + key);
        }
        return path;
    }

    private static ArtifactException outage(String what, IOException e) {
        return ArtifactException.outage(
                "the artifacts folder " + what + ": " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
    }
}
