package dev.auspex.model.openinference;

/** Answer of {@code GET /v2/health/ready}. */
public record ServerReady(boolean ready) {}
