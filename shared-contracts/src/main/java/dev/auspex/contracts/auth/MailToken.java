package dev.auspex.contracts.auth;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Shows the secret of a link in a mail.
 *
 * @param token what stands after {@code #token=} in the link
 */
public record MailToken(@NotBlank @Size(max = 200) String token) {

    @Override
    public String toString() {
        return "MailToken[]";
    }
}
