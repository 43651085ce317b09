package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A request to change the password.
 *
 * @param currentPassword the current password
 * @param newPassword     the new password: 12 to 128 characters of any kind; common passwords are refused
 */
public record ChangePassword(
        @NotBlank @Size(max = 128) String currentPassword,

        @NotBlank @Size(min = 12, max = 128, message = "must have 12 to 128 characters")
        String newPassword) {

    @Override
    public String toString() {
        return "ChangePassword[]";
    }
}
