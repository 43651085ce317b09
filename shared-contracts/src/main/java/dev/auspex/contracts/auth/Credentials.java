package dev.auspex.contracts.auth;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * An email address and a password.
 *
 * @param email    email address of the account; upper and lower case are treated alike
 * @param password 12 to 128 characters of any kind (NIST SP 800-63B, 5.1.1.2: length, no composition rules)
 */
public record Credentials(
        @NotBlank @Email @Size(max = 254) String email,

        @NotBlank @Size(min = 12, max = 128, message = "must have 12 to 128 characters")
        String password) {

    @Override
    public String toString() {
        return "Credentials[email=" + email + "]";
    }
}
