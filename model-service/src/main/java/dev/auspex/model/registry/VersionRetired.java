package dev.auspex.model.registry;

/** A version is no longer served; its session closes as soon as the observers are done with it. */
public record VersionRetired(ServedVersion version) {}
