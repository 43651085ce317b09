package dev.auspex.model.registry;

import java.nio.file.Path;

/**
 * A good package in the folder that came with the service.
 *
 * @param folder     its files
 * @param sha256     SHA-256 of them as an artifact, hex
 * @param sizeBytes  size of that artifact
 * @param served     opened and warmed up
 */
public record Bundled(Path folder, String sha256, long sizeBytes, ServedVersion served) {

    Name name() {
        return new Name(null, served.model(), served.version());
    }
}
