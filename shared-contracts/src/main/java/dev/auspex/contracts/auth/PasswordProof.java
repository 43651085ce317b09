package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Confirms the identity of the person who is signed in.
 *
 * @param password password of the account
 * @param code     two-factor authentication code or recovery code, if the operation requires one
 */
public record PasswordProof(
        @NotBlank @Size(max = 128) String password,
        @Size(max = 40) @Nullable String code) {

    @Override
    public String toString() {
        return "PasswordProof[]";
    }
}
