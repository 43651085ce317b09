package dev.auspex.auth.account;

import java.text.Normalizer;
import java.util.Locale;

/**
 * An email address in the form in which it is stored and compared: in lower case, because no current mail service
 * distinguishes mailboxes by case, and with composed characters.
 *
 * @param value the normalized address
 */
public record EmailAddress(String value) {

    public EmailAddress {
        value = Normalizer.normalize(value.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
