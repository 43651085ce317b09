package dev.auspex.contracts.auth;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Invites somebody to a tenant.
 *
 * @param email where the invitation is sent
 * @param role  role that it gives, at most the inviter's own
 */
public record NewInvitation(
        @NotBlank @Email @Size(max = 254) String email,

        @NotNull @Pattern(regexp = "member|analyst|admin|owner")
        String role) {}
