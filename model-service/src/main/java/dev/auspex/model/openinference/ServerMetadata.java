package dev.auspex.model.openinference;

import java.util.List;

/**
 * Answer of {@code GET /v2}.
 *
 * @param name       name of the service
 * @param version    version of the service
 * @param extensions supported extensions of the protocol, by Triton's names
 */
public record ServerMetadata(String name, String version, List<String> extensions) {}
