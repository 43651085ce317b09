package dev.auspex.gateway.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The web application's files. */
@ConfigMapping(prefix = "auspex.web")
public interface WebConfig {

    /** Folder of the built front end; without it, a page explains how to build it. */
    Optional<Path> dir();

    /** How often the folder is checked for a new build. */
    @WithDefault("5s")
    Duration rescan();

    /** Largest total size of the files, which are kept in memory; a larger build is not served. */
    @WithDefault("64M")
    MemorySize mostBytes();
}
