package dev.auspex.model.openinference;

/**
 * Answer of {@code GET /v2/health/ready}.
 *
 * @param ready whether the models are loaded and warmed up
 */
public record ServerReady(boolean ready) {}
