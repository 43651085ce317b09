package dev.auspex.model.openinference;

import java.util.List;

/**
 * Answer of {@code GET /v2}.
 *
 * @param name       name of the service
 * @param version    version of the service
 * @param extensions extensions of the protocol that it has, by the names that Triton gives them
 */
public record ServerMetadata(String name, String version, List<String> extensions) {}
