package dev.auspex.contracts.model;

import java.nio.file.Path;

/**
 * The file of a version that is being sent to a caller.
 *
 * @param file   the file
 * @param folder folder that is deleted with all its contents after the file is sent
 */
public record ArtifactFile(Path file, Path folder) {}
