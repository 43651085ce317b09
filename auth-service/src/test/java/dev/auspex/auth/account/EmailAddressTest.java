package dev.auspex.auth.account;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EmailAddressTest {

    @Test
    void ignoresCaseAndSpaceAround() {
        assertEquals("ada@example.org", new EmailAddress(" Ada@EXAMPLE.org ").value());
    }

    @Test
    void composesCharacters() {
        assertEquals(new EmailAddress("rene\u0301@example.org"), new EmailAddress("ren\u00e9@example.org"));
    }

    @Property
    void normalisesOnceAndForAll(@ForAll String any) {
        String once = new EmailAddress(any).value();
        String twice = new EmailAddress(once).value();

        // Case mapping may decompose a few exotic letters, so the third pass may differ from the first, not from the
        // second.
        assertEquals(twice, new EmailAddress(twice).value());
    }
}
