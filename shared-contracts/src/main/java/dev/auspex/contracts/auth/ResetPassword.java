package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Sets a new password by the link in a mail.
 *
 * @param token       what stands after {@code #token=} in the link
 * @param newPassword 12 to 128 characters of any kind, none of those that attackers try first
 */
public record ResetPassword(
        @NotBlank @Size(max = 200) String token,

        @NotBlank @Size(min = 12, max = 128, message = "must have 12 to 128 characters")
        String newPassword) {

    @Override
    public String toString() {
        return "ResetPassword[]";
    }
}
