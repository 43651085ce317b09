package dev.auspex.model.openinference;

/**
 * Answer of {@code GET /v2/health/live}.
 *
 * @param live whether the server takes requests
 */
public record ServerLive(boolean live) {}
