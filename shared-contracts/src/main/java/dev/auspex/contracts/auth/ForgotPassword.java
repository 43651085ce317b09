package dev.auspex.contracts.auth;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A request for a link that resets a password.
 *
 * @param email email address of the account
 */
public record ForgotPassword(
        @NotBlank @Email @Size(max = 254) String email) {}
