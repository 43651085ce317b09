package dev.auspex.model.artifact;

import java.nio.file.Path;

/** Keeps the files of all versions for all replicas. Keys are made by {@link ArtifactKey}. All methods block. */
public interface ArtifactStore {

    /** Stores a file; what stands under the key already is replaced as a whole. */
    void put(String key, Path file) throws ArtifactException;

    /**
     * Writes an artifact into a file, which is made or replaced.
     *
     * @throws ArtifactException where there is none, or the store is away
     */
    void fetch(String key, Path file) throws ArtifactException;

    boolean holds(String key) throws ArtifactException;

    /** Deletes an artifact, where there is one. */
    void delete(String key) throws ArtifactException;

    /** Where it keeps them, for the log: a folder or a bucket. */
    String place();
}
