package dev.auspex.prediction.model;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How this service calls the model service. */
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

    /** Maximum number of calls that may wait for a connection, for each event loop. Further calls are answered 429. */
    @WithDefault("1024")
    int waitingCalls();

    /**
     * Maximum number of rows for one version that share a call, up to 256. With 1, each row is sent in its own call.
     */
    @WithDefault("64")
    @Min(1)
    int gatherRows();

    /** Longest time that a row waits for the call in flight before it is sent anyway, in whole milliseconds. */
    @WithDefault("10ms")
    Duration gatherWait();

    /** Maximum distance between the deadlines of rows that share a call. The earliest deadline ends the call. */
    @WithDefault("250ms")
    Duration gatherSpread();

    /** Number of calls after which a circuit breaker may open. */
    @WithDefault("20")
    int breakerVolume();

    /** Share of failed calls, 0 to 1, that opens a circuit breaker. */
    @WithDefault("0.5")
    double breakerRatio();

    /** How long a failure that a caller may have caused counts in that caller's circuit breaker. */
    @WithDefault("60s")
    Duration breakerWindow();

    /** How long an open circuit breaker answers 503 before it lets a call through again. */
    @WithDefault("2s")
    Duration breakerDelay();

    /**
     * A call that gets no answer counts as failed if it had at least this long. With less, its deadline was too short
     * to tell.
     */
    @WithDefault("500ms")
    Duration patience();

    /** How often the list of models and aliases is read, besides after each change event. */
    @WithDefault("5s")
    Duration refresh();

    /**
     * Time after which one tenant's requests for unknown models or versions may cause one more list request, once
     * {@link #misses} are used up.
     */
    @WithDefault("1s")
    Duration refreshOnMiss();

    /** Maximum burst of list requests that one tenant's requests for unknown models or versions may cause. */
    @WithDefault("5")
    @Min(1)
    int misses();

    /** Maximum number of versions whose schemas are cached. */
    @WithDefault("500")
    int versions();

    /**
     * Maximum number of tenants whose models are cached. Lists older than {@link #refresh} are read again before use.
     */
    @WithDefault("1000")
    int tenants();
}
