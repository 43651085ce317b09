package dev.auspex.gateway.door;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.gateway.proxy.Client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c-9", "0123456789012345678901234567890123456789012345678901234567890123"})
    void takesWellFormedRequestId(String id) {
        assertTrue(RequestIds.wellFormed(id));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {" ", "a b", "é", "a\n", "01234567890123456789012345678901234567890123456789012345678901234"})
    void refusesOtherRequestIds(String id) {
        assertFalse(RequestIds.wellFormed(id));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "2001:db8:1:2::9, 20010db800010002/64",
        "nonsense:x, nonsense:x"
    })
    void namesClientByAddressOrNetwork(String host, String principal) {
        assertEquals(principal, new Client(host, "http", "x").principal());
    }
}
