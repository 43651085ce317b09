package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Shows a code of a second factor.
 *
 * @param code six digits from the app
 */
public record FactorCode(@NotBlank @Size(max = 40) String code) {

    @Override
    public String toString() {
        return "FactorCode[]";
    }
}
