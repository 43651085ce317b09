package dev.auspex.gateway.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.auspex.gateway.asset.Asset;

/**
 * The files of one build, in memory, by the path under which they are served. Only files in this map can be reached, so
 * no path leads out of the folder.
 */
final class WebFiles {

    static final WebFiles NONE = new WebFiles(Map.of());

    private static final String INDEX = "/index.html";
    private static final String HASHED = "/assets/";
    private static final int MOST_FILES = 5_000;

    private final Map<String, Asset> files;

    private WebFiles(Map<String, Asset> files) {
        this.files = Map.copyOf(files);
    }

    /** Reads a folder without following links. Without an index there is no build yet. */
    static WebFiles read(Path folder, long mostBytes) throws IOException {
        if (!Files.isRegularFile(folder.resolve("index.html"))) {
            return NONE;
        }
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .limit(MOST_FILES)
                    .toList();
        }
        Map<String, Asset> files = new HashMap<>();
        long bytes = 0;
        for (Path file : found) {
            String name = "/" + folder.relativize(file).toString().replace('\\', '/');
            if (bytes + Files.size(file) > mostBytes) {
                throw new IOException("The files in " + folder + " are larger than " + mostBytes + " bytes.");
            }
            Asset asset = Asset.of(
                    name, name.startsWith(HASHED) ? Asset.IMMUTABLE : Asset.REVALIDATE, Files.readAllBytes(file));
            bytes += asset.sizeBytes();
            files.put(name, asset);
        }
        return new WebFiles(files);
    }

    @Nullable
    Asset find(String path) {
        return files.get(path);
    }

    /** Returns the page of the application, or null if it is not built. */
    @Nullable
    Asset index() {
        return files.get(INDEX);
    }
}
