package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Says that an address is one's own, by a link that only its owner gets and a password that only the account's owner knows.
 *
 * @param token    what stands after {@code #token=} in the link
 * @param password the account's password
 */
public record VerifyEmail(
        @NotBlank @Size(max = 200) String token,
        @NotBlank @Size(max = 128) String password) {

    @Override
    public String toString() {
        return "VerifyEmail[]";
    }
}
