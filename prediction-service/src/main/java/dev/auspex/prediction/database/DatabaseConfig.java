package dev.auspex.prediction.database;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long and how many requests wait for the database. Group commits have {@code auspex.commit} besides. */
@ConfigMapping(prefix = "auspex.database")
public interface DatabaseConfig {

    /** Requests that may wait for a connection of the pool; the next one is answered 503 at once. */
    @WithDefault("512")
    int waiting();

    /** Longest wait for a new connection to open. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest run of one statement, locks included; then PostgreSQL ends it. */
    @WithDefault("10s")
    Duration statementTimeout();

    /** Longest wait for a page or a single prediction; then it is answered 503. */
    @WithDefault("5s")
    Duration readTimeout();
}
