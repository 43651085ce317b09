package dev.auspex.gateway.socket;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OriginsTest {

    private final Origins origins =
            new Origins(List.of("https://app.example.org"), "https://auspex.example.org:443/somewhere");

    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, true",
        "HTTPS://APP.example.org, true",
        "https://auspex.example.org, true",
        "http://auspex.example.org, false",
        "https://auspex.example.org:8443, false",
        "https://app.example.org.evil.example, false",
        "http://10.1.2.3:8080, true",
        "https://10.1.2.3:8080, false",
        "http://10.1.2.3, false",
        "http://10.1.2.4:8080, false",
        "http://localhost:8080, false",
        "http://evil.example:8080, false",
        "null, false",
        "'', false"
    })
    void allowsWhatIsConfiguredAndTheAddressThatTheConnectionCameTo(String origin, boolean allowed) {
        assertEquals(allowed, origins.allows(origin, false, "10.1.2.3", 8080));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, 127.0.0.1, true",
        "http://127.0.0.1:8080, 127.0.0.1, true",
        "http://localhost:8080, 0:0:0:0:0:0:0:1, true",
        "http://[::1]:8080, ::1, true",
        "http://localhost:8081, 127.0.0.1, false",
        "http://127.0.0.2:8080, 127.0.0.1, false",
        "http://evil.example:8080, 127.0.0.1, false"
    })
    void knowsTheMachineItself(String origin, String host, boolean allowed) {
        assertEquals(allowed, origins.allows(origin, false, host, 8080));
    }

    @ParameterizedTest
    @CsvSource({"https://10.1.2.3, true", "http://10.1.2.3, false", "https://10.1.2.3:443, false"})
    void leavesOutTheUsualPortAsBrowsersDo(String origin, boolean allowed) {
        assertEquals(allowed, origins.allows(origin, true, "10.1.2.3", 443));
    }
}
