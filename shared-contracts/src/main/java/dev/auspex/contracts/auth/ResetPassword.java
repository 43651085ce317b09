package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A request to set a new password with the link from an email.
 *
 * @param token       the text after {@code #token=} in the link
 * @param newPassword the new password: 12 to 128 characters of any kind; common passwords are refused
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
