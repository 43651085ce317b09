package dev.auspex.model.artifact;

import java.nio.file.Path;
import java.util.Map;

import dev.auspex.model.Configs;

/** A store and a cache in one folder, for plain tests. */
public final class Artifacts {

    private Artifacts() {}

    public static ArtifactStore store(Path folder) {
        return new FolderStore(folder.resolve("store"));
    }

    public static ArtifactCache cache(Path folder) {
        return cacheOf(store(folder), folder);
    }

    public static ArtifactCache cacheOf(ArtifactStore store, Path folder) {
        return new ArtifactCache(
                store,
                Configs.of(
                        ArtifactConfig.class,
                        Map.of(
                                "auspex.artifacts.cache-directory",
                                folder.resolve("cache").toString())));
    }
}
