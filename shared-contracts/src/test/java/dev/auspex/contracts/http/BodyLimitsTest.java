package dev.auspex.contracts.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BodyLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/predictions, 6291456",
        "/api/v1/predictions/3, 6291456",
        "/api/v1/predictionsx, 16777216",
        "/v2/models/churn/infer, 16777216",
        "/v2/models/churn/versions/3/infer, 16777216",
        "/v2/models/churn/versions/3, 1048576",
        "/v2/models/a/b/infer, 1048576",
        "/api/v1/models/churn/versions, 9223372036854775807",
        "/api/v1/models/churn/versions/3, 1048576",
        "/api/v1/models/churn/versions/3/explain, 1048576",
        "/api/v1/auth/me, 0",
        "/api/v1/auth/login, 16384",
        "/api/v1/auth/passkeys/x, 32768",
        "/internal/v1/models/churn/versions/3/infer, 16777216"
    })
    void findsTheNarrowestEntry(String path, long bytes) {
        assertEquals(bytes, BodyLimits.of(path));
    }

    @Test
    void noEntryStandsBehindAWiderOne() {
        for (BodyLimits.Entry entry : BodyLimits.entries()) {
            String path = entry.path().replace("/**", "").replace("*", "x");
            assertEquals(entry.bytes(), BodyLimits.of(path), entry.path());
        }
    }
}
