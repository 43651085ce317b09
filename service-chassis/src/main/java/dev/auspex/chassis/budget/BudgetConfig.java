package dev.auspex.chassis.budget;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How much memory requests under way may take. */
@ConfigMapping(prefix = "auspex.budget")
public interface BudgetConfig {

    /** Bytes of all requests together; where it is not set, {@code heap-percent} of the largest heap. */
    Optional<MemorySize> bytes();

    /** Percent of the largest heap that all requests may take together, where {@code bytes} is not set. */
    @Min(1)
    @Max(90)
    @WithDefault("40")
    int heapPercent();

    /** Percent of the budget that one tenant, account or address may take; never more than it leaves free. */
    @Min(1)
    @Max(100)
    @WithDefault("50")
    int callerPercent();

    /** What {@code Retry-After} says where a request does not fit. */
    @WithDefault("1s")
    Duration retryAfter();
}
