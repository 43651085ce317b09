package dev.auspex.auth.totp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TotpTest {

    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, the lines of SHA1: the last six of their eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void hasTheValuesOfTheStandard(long seconds, String code) {
        assertEquals(code, Totp.code(SECRET, Totp.stepOf(Instant.ofEpochSecond(seconds))));
    }

    @Test
    void takesTheStepBesideButNoOther() {
        // Given
        Instant now = Instant.ofEpochSecond(1_800_000_015);
        long step = Totp.stepOf(now);

        // When, Then
        for (long offset = -3; offset <= 3; offset++) {
            OptionalLong expected = Math.abs(offset) <= 1 ? OptionalLong.of(step + offset) : OptionalLong.empty();
            assertEquals(expected, Totp.stepOf(SECRET, Totp.code(SECRET, step + offset), now), "offset " + offset);
        }
        assertEquals(OptionalLong.empty(), Totp.stepOf(SECRET, "", now));
    }

    /** RFC 4648, section 10, without padding. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void writesBase32(String plain, String encoded) {
        assertEquals(encoded, Base32.encode(plain.getBytes(StandardCharsets.US_ASCII)));
    }
}
