package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The settings of a tenant.
 *
 * @param requestsPerSecond most requests per second of the whole tenant; absent for the limit of the installation
 * @param predictionsPerDay most predictions per day; absent for the limit of the installation
 * @param retentionDays     number of days that predictions are kept
 * @param logInputs         whether inputs may appear in logs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantSettings(
        @Min(1) @Max(1_000_000) @Nullable Integer requestsPerSecond,
        @Min(1) @Nullable Long predictionsPerDay,
        @Min(1) @Max(3650) int retentionDays,
        boolean logInputs) {}
