package dev.auspex.contracts.model;

import java.nio.file.Path;

/**
 * The file of a version on its way to a caller.
 *
 * @param file   its bytes
 * @param folder what is deleted once they are sent, with all that is in it
 */
public record ArtifactFile(Path file, Path folder) {}
