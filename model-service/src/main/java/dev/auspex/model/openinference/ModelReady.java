package dev.auspex.model.openinference;

/**
 * Whether a model is ready.
 *
 * @param name  model name
 * @param ready always true; a model that is not ready is an error
 */
public record ModelReady(String name, boolean ready) {}
