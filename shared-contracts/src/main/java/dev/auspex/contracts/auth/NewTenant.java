package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A request to create a tenant.
 *
 * @param name name of the tenant
 */
public record NewTenant(@NotBlank @Size(max = 100) @OneLine String name) {}
