package dev.auspex.auth.account;

import java.text.Normalizer;
import java.util.Locale;

/**
 * An e-mail address in the one form in which it is stored and compared: without regard to case (no mail service of
 * today tells mailboxes apart by case) and with composed characters.
 *
 * @param value the normalised address
 */
public record EmailAddress(String value) {

    public EmailAddress {
        value = Normalizer.normalize(value.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
