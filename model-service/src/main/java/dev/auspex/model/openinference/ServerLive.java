package dev.auspex.model.openinference;

/** Answer of {@code GET /v2/health/live}. */
public record ServerLive(boolean live) {}
