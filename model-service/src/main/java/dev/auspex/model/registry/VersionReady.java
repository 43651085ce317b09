package dev.auspex.model.registry;

/** A version was loaded and is about to be served. */
public record VersionReady(ServedVersion version) {}
