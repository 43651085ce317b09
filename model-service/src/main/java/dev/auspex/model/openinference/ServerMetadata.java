package dev.auspex.model.openinference;

import java.util.List;

/** Answer of {@code GET /v2}. */
public record ServerMetadata(String name, String version, List<String> extensions) {}
