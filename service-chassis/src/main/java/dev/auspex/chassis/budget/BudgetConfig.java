package dev.auspex.chassis.budget;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits on the memory that requests in progress may use. */
@ConfigMapping(prefix = "auspex.budget")
public interface BudgetConfig {

    /** Bytes that all requests may use together. If not set, {@code heap-percent} of the maximum heap. */
    Optional<MemorySize> bytes();

    /** Percent of the maximum heap that all requests may use together. Applies if {@code bytes} is not set. */
    @Min(1)
    @Max(90)
    @WithDefault("40")
    int heapPercent();

    /** Percent of the budget that one tenant, account or address may use, but never more than it leaves free. */
    @Min(1)
    @Max(100)
    @WithDefault("50")
    int callerPercent();

    /** Value of {@code Retry-After} when a request does not fit into the budget. */
    @WithDefault("1s")
    Duration retryAfter();
}
