package dev.auspex.prediction.model;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How the model service is reached. */
@ConfigMapping(prefix = "auspex.model-service")
public interface ModelServiceConfig {

    /** Address of the model service, from {@code AUSPEX_MODEL_URL}. */
    @WithDefault("http://localhost:8083")
    URI url();

    /** Longest wait for a connection; a failed attempt is repeated once. */
    @WithDefault("500ms")
    Duration connectTimeout();

    /** Connections kept open for inference, for each event loop. */
    @WithDefault("128")
    int connections();

    /** Calls of one event loop that may wait for a connection; one more is answered 429. */
    @WithDefault("1024")
    int waitingCalls();

    /** Most rows of one version that share a call, up to 256; 1 sends each row in a call of its own. */
    @WithDefault("64")
    @Min(1)
    int gatherRows();

    /** Longest time that a row waits for the call under way before it leaves all the same; whole milliseconds. */
    @WithDefault("10ms")
    Duration gatherWait();

    /** How far the deadlines of rows that share a call may lie apart; the earliest one ends the call. */
    @WithDefault("250ms")
    Duration gatherSpread();

    /** Calls after which the circuit breaker judges. */
    @WithDefault("20")
    int breakerVolume();

    /** Share of failed calls, 0 to 1, that opens the circuit breaker. */
    @WithDefault("0.5")
    double breakerRatio();

    /** How long failures that a caller may have caused count in the circuit breaker of this caller. */
    @WithDefault("60s")
    Duration breakerWindow();

    /** How long an open circuit breaker answers 503 before it lets a call try again. */
    @WithDefault("2s")
    Duration breakerDelay();

    /** A call that had at least this long and got no answer counts as failed; with less, the caller was in a hurry. */
    @WithDefault("500ms")
    Duration patience();

    /** How often the list of models and aliases is asked for, besides after each change that is heard of. */
    @WithDefault("5s")
    Duration refresh();

    /**
     * Time after which one tenant's requests for unknown models or versions may cause one more question, once those at once are
     * used up.
     */
    @WithDefault("1s")
    Duration refreshOnMiss();

    /** Questions at once that one tenant's requests for unknown models or versions may cause. */
    @WithDefault("5")
    @Min(1)
    int misses();

    /** Versions whose schemas are kept. */
    @WithDefault("500")
    int versions();

    /** Tenants whose own models are kept, as old as {@link #refresh} at most. */
    @WithDefault("1000")
    int tenants();
}
