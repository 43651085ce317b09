package dev.auspex.contracts.auth;

import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Proves once more who it is.
 *
 * @param password the account's password
 * @param code     code of the second factor or a recovery code, where the operation asks for it
 */
public record PasswordProof(
        @NotBlank @Size(max = 128) String password,
        @Size(max = 40) @Nullable String code) {

    @Override
    public String toString() {
        return "PasswordProof[]";
    }
}
