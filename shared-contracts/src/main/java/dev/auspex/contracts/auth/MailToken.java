package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The secret of a link in an email.
 *
 * @param token the text after {@code #token=} in the link
 */
public record MailToken(@NotBlank @Size(max = 200) String token) {

    @Override
    public String toString() {
        return "MailToken[]";
    }
}
