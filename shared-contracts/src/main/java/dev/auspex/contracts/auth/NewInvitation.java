package dev.auspex.contracts.auth;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * A request to invite a person to a tenant.
 *
 * @param email email address that the invitation is sent to
 * @param role  role that the new member gets, at most that of the inviting member
 */
public record NewInvitation(
        @NotBlank @Email @Size(max = 254) String email,

        @NotNull @Pattern(regexp = "member|analyst|admin|owner")
        String role) {}
