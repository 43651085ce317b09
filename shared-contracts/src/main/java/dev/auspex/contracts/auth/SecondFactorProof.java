package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Completes a sign-in with a two-factor authentication code.
 *
 * @param challenge the challenge from the response to the password
 * @param code      six digits from the authenticator app, or a recovery code
 */
public record SecondFactorProof(
        @NotBlank @Size(max = 200) String challenge,
        @NotBlank @Size(max = 40) String code) {

    @Override
    public String toString() {
        return "SecondFactorProof[]";
    }
}
