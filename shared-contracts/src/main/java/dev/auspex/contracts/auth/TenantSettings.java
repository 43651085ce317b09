package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * What holds in a tenant.
 *
 * @param requestsPerSecond most requests a second of the whole tenant; absent for the installation's own limit
 * @param predictionsPerDay most predictions a day; absent for the installation's own limit
 * @param retentionDays     for how many days predictions are kept
 * @param logInputs         whether inputs may stand in logs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantSettings(
        @Min(1) @Max(1_000_000) @Nullable Integer requestsPerSecond,
        @Min(1) @Nullable Long predictionsPerDay,
        @Min(1) @Max(3650) int retentionDays,
        boolean logInputs) {}
