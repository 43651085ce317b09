package dev.auspex.model.artifact;

import java.nio.file.Path;

/** Stores the files of all versions for all replicas. {@link ArtifactKey} makes the keys. All methods block. */
public interface ArtifactStore {

    /** Stores a file. It replaces any file under the same key as a whole. */
    void put(String key, Path file) throws ArtifactException;

    /**
     * Writes an artifact to a file, which is created or replaced.
     *
     * @throws ArtifactException if there is no such artifact, or the store is out of reach
     */
    void fetch(String key, Path file) throws ArtifactException;

    boolean holds(String key) throws ArtifactException;

    /** Deletes an artifact, if there is one. */
    void delete(String key) throws ArtifactException;

    /** Returns the folder or bucket of the store, for the log. */
    String place();
}
