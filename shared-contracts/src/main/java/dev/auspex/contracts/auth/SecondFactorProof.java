package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Shows the second factor of a sign-in.
 *
 * @param challenge from the answer to the password
 * @param code      six digits from the app, or a recovery code
 */
public record SecondFactorProof(
        @NotBlank @Size(max = 200) String challenge,
        @NotBlank @Size(max = 40) String code) {

    @Override
    public String toString() {
        return "SecondFactorProof[]";
    }
}
