package dev.auspex.chassis.database;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How long and how many requests wait for the database. */
@ConfigMapping(prefix = "auspex.database")
public interface DatabaseConfig {

    /** Requests that may wait for a connection of the pool; the next one is answered 503 at once. */
    @Min(1)
    @WithDefault("200")
    int waiting();

    /** Longest wait for a new connection to open. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest run of one statement, locks included; then PostgreSQL ends it. */
    @WithDefault("10s")
    Duration statementTimeout();

    /** Longest wait of one operation for the database, all in all; then it is answered 503. */
    @WithDefault("15s")
    Duration answerTimeout();

    /** Reads that run at once, each on its connection: fewer than the pool has, so that writes always find one. */
    @Min(1)
    @WithDefault("4")
    int reads();

    /** Reads that may wait for those to end; the next one is answered 429 at once. */
    @Min(0)
    @WithDefault("256")
    int waitingReads();
}
