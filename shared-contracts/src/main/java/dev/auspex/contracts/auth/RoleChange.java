package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * A new role for a member.
 *
 * @param role {@code member}, {@code analyst}, {@code admin} or {@code owner}
 */
public record RoleChange(
        @NotNull @Pattern(regexp = "member|analyst|admin|owner")
        String role) {}
