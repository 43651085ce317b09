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

    /** Folder of the built front end; without it a page says how to build it. */
    Optional<Path> dir();

    /** How often the folder is looked at for a new build. */
    @WithDefault("5s")
    Duration rescan();

    /** Files larger than this in sum are not served: they are kept in memory. */
    @WithDefault("64M")
    MemorySize mostBytes();
}
