package dev.auspex.model.openinference;

/** Answer of {@code GET /v2/models/{name}/ready}. */
public record ModelReady(String name, boolean ready) {}
