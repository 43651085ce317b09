package dev.auspex.model.openinference;

/**
 * Answer of {@code GET /v2/health/live}.
 *
 * @param live whether the server accepts requests
 */
public record ServerLive(boolean live) {}
