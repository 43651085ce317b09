package dev.auspex.auth.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on Linux",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
                        + " Safari/537.36 Edg/140.0.0.0 | Edge on Windows",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " Version/18.0 Safari/605.1.15 | Safari on macOS",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                        + " CriOS/140.0 Mobile/15E148 Safari/604.1 | Chrome on iPhone",
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile"
                        + " Safari/537.36 | Chrome on Android",
                "curl/8.5.0 | curl/8.5.0",
                "python-requests/2.32 extra | python-requests/2.32"
            })
    void namesBrowserAndSystem(String userAgent, String name) {
        assertEquals(name, Device.nameOf(userAgent));
    }

    @Test
    void nameIsShortAndPrintable() {
        assertEquals("Unknown device", Device.nameOf(null));
        assertEquals("Unknown device", Device.nameOf(" \u0000\u0007 "));
        assertEquals("ab", Device.nameOf("a\u0000\u202e\u00e9b<\n".replace("<\n", "")));
        assertEquals(60, Device.nameOf("x".repeat(5000)).length());
    }
}
