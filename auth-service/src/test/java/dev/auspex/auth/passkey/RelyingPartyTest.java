package dev.auspex.auth.passkey;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RelyingPartyTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, , localhost, http://localhost:8080",
        "https://Auspex.Example.org/, , auspex.example.org, https://auspex.example.org",
        "https://auspex.example.org:443, example.org, example.org, https://auspex.example.org",
        "https://auspex.example.org:8443, AUSPEX.example.org, auspex.example.org, https://auspex.example.org:8443"
    })
    void isTheHostOfTheAddressThatUsersSeeOrOneAboveIt(String baseUrl, String given, String id, String origin) {
        // When
        RelyingParty relyingParty = relyingParty(baseUrl, given);

        // Then
        assertEquals(id, relyingParty.id());
        assertEquals(Set.of(origin, "https://app.example.org"), relyingParty.origins());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "http://[::1]:8080", "http://my_host:8080", "auspex.example.org"})
    void whatIsNoHostNameHasNoHaveNoPasskeys(String baseUrl) {
        // Given
        RelyingParty relyingParty = relyingParty(baseUrl, null);

        // When
        ProblemException refused = assertThrows(ProblemException.class, relyingParty::id);

        // Then
        assertEquals(ProblemType.NOT_FOUND, refused.type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.net", "le.org", "app.auspex.example.org"})
    void refusesAnotherHostAtStart(String given) {
        // When
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> relyingParty("https://auspex.example.org", given));

        // Then
        assertTrue(refused.getMessage().contains("AUSPEX_PASSKEY_RELYING_PARTY is " + given), refused.getMessage());
    }

    private static RelyingParty relyingParty(String baseUrl, String given) {
        return new RelyingParty(config(baseUrl, given));
    }

    static PasskeyConfig config(String baseUrl, String given) {
        return new PasskeyConfig() {
            @Override
            public URI baseUrl() {
                return URI.create(baseUrl);
            }

            @Override
            public Optional<Set<String>> origins() {
                return Optional.of(Set.of("https://app.example.org"));
            }

            @Override
            public Optional<String> relyingParty() {
                return Optional.ofNullable(given);
            }

            @Override
            public String name() {
                return "Auspex";
            }

            @Override
            public Duration challengeLife() {
                return Duration.ofMinutes(5);
            }

            @Override
            public int most() {
                return 20;
            }
        };
    }
}
