package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Asks for a tenant.
 *
 * @param name its name, for people
 */
public record NewTenant(@NotBlank @Size(max = 100) @OneLine String name) {}
