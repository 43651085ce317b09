package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A code for two-factor authentication.
 *
 * @param code six digits from the authenticator app
 */
public record FactorCode(@NotBlank @Size(max = 40) String code) {

    @Override
    public String toString() {
        return "FactorCode[]";
    }
}
