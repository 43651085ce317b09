package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Sets a new password by the old one.
 *
 * @param currentPassword the old one
 * @param newPassword     12 to 128 characters of any kind, none of those that attackers try first
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
