package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Confirms an email address with a link that only the owner of the address receives, and the password of the account.
 *
 * @param token    the text after {@code #token=} in the link
 * @param password password of the account
 */
public record VerifyEmail(
        @NotBlank @Size(max = 200) String token,
        @NotBlank @Size(max = 128) String password) {

    @Override
    public String toString() {
        return "VerifyEmail[]";
    }
}
