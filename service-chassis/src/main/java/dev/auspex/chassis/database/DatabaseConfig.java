package dev.auspex.chassis.database;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Limits on how long requests wait for the database, and how many. */
@ConfigMapping(prefix = "auspex.database")
public interface DatabaseConfig {

    /** Requests that may wait for a connection of the pool. Further requests get 503 at once. */
    @Min(1)
    @WithDefault("200")
    int waiting();

    /** Longest time to open a new connection. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest time that a statement may run, including lock waits, before PostgreSQL cancels it. */
    @WithDefault("10s")
    Duration statementTimeout();

    /** Longest time that an operation may wait for the database in total before it is answered with 503. */
    @WithDefault("15s")
    Duration answerTimeout();

    /**
     * Reads that may run at once, one connection each. Keep it below the pool size so that writes
     * always find a connection.
     */
    @Min(1)
    @WithDefault("4")
    int reads();

    /** Reads that may wait for a running one to end. Further reads get 429 at once. */
    @Min(0)
    @WithDefault("256")
    int waitingReads();
}
