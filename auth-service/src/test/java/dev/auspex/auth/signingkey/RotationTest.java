package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
class RotationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    SigningKeys keys;

    @AfterEach
    void leaveOneKey() {
        TestDatabase.owner()
                .update(
                        null,
                        "DELETE FROM signing_key WHERE kid <> (SELECT kid FROM signing_key WHERE activates_at <= now()"
                                + " ORDER BY created_at DESC LIMIT 1)");
        keys.reload().await().atMost(PATIENCE);
    }

    @Test
    void anAnnouncedKeyIsShownBeforeItSignsAndTheOldOneAfterwards() {
        // Given
        String old = keys.active().kid();
        AuthClient.Session session = AuthClient.newSession();

        // When
        rotate("").then().statusCode(204);

        // Then
        get("/.well-known/jwks.json").then().body("keys", hasSize(2)).body("keys.kid", hasItem(old));
        assertEquals(old, keys.active().kid());
        rotate("").then().statusCode(204);
        get("/.well-known/jwks.json").then().body("keys", hasSize(2));
        turnBack("16 minutes");
        assertNotEquals(old, keys.active().kid());
        AuthClient.Session later = AuthClient.newSession();
        AuthClient.me(session.accessToken()).then().statusCode(200);
        AuthClient.me(later.accessToken()).then().statusCode(200);
        get("/.well-known/jwks.json").then().body("keys", hasSize(2));
        turnBack("16 minutes");
        get("/.well-known/jwks.json")
                .then()
                .body("keys", hasSize(1))
                .body("keys.kid", equalTo(List.of(keys.active().kid())));
        AuthClient.me(AuthClient.newSession().accessToken()).then().statusCode(200);
    }

    @Test
    void atOnceMeansThatTheOldKeyIsGone() {
        // Given
        String old = keys.active().kid();

        // When
        rotate("?atOnce=true").then().statusCode(204);

        // Then
        assertNotEquals(old, keys.active().kid());
        get("/.well-known/jwks.json")
                .then()
                .body("keys.kid", equalTo(List.of(keys.active().kid())));
        AuthClient.me(AuthClient.newSession().accessToken()).then().statusCode(200);
    }

    @Test
    void atOnceEndsAKeyThatIsAnnouncedToo() {
        // Given
        rotate("").then().statusCode(204);
        get("/.well-known/jwks.json").then().body("keys", hasSize(2));

        // When
        rotate("?atOnce=true").then().statusCode(204);

        // Then
        String atOnce = keys.active().kid();
        get("/.well-known/jwks.json").then().body("keys.kid", equalTo(List.of(atOnce)));
        turnBack("16 minutes");
        assertEquals(atOnce, keys.active().kid());
    }

    @Test
    void rotatesByItselfWhenTheKeyIsOld() {
        // Given
        keys.rotateOnSchedule().await().atMost(PATIENCE);
        assertEquals(1, keys.all().size());
        TestDatabase.owner().update(null, "UPDATE signing_key SET activates_at = now() - interval '91 days'");
        keys.reload().await().atMost(PATIENCE);

        // When
        keys.rotateOnSchedule().await().atMost(PATIENCE);

        // Then
        assertEquals(2, keys.all().size());
    }

    @Test
    void whatRotatedIsWrittenDownForTheOperator() {
        // Given
        long before = rotations("%");
        long scheduled = rotations("%\"schedule\"%");

        // When
        rotate("").then().statusCode(204);
        rotate("").then().statusCode(204);
        rotate("?atOnce=true").then().statusCode(204);
        String atOnce = keys.active().kid();
        TestDatabase.owner().update(null, "UPDATE signing_key SET activates_at = now() - interval '91 days'");
        keys.reload().await().atMost(PATIENCE);
        keys.rotateOnSchedule().await().atMost(PATIENCE);

        // Then: the second command found a key that was announced already, and added none.
        assertEquals(before + 3, rotations("%"));
        assertEquals(scheduled + 1, rotations("%\"schedule\"%"));
        String written = TestDatabase.owner()
                .query(
                        AuditLog.NO_TENANT,
                        "SELECT detail FROM audit_event WHERE kind = 'signing-key-rotated' AND detail LIKE ?",
                        "%" + atOnce + "%")
                .getFirst()
                .toString();
        assertTrue(written.contains("\"command at once\""), written);
    }

    private static long rotations(String detail) {
        return TestDatabase.owner()
                .count(
                        AuditLog.NO_TENANT,
                        "SELECT count(*) FROM audit_event WHERE kind = 'signing-key-rotated' AND detail LIKE ?",
                        detail);
    }

    @Test
    void onlyServicesRotate() {
        given().post("/internal/v1/signing-keys/rotate").then().statusCode(401);
        AuthClient.as(AuthClient.newSession())
                .post("/internal/v1/signing-keys/rotate")
                .then()
                .statusCode(403);
    }

    @Test
    void tellsIssuerAndKeys() {
        get("/.well-known/openid-configuration")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=300")
                .body("issuer", equalTo("http://localhost:8080"))
                .body("jwks_uri", endsWith("/.well-known/jwks.json"))
                .body("id_token_signing_alg_values_supported", equalTo(List.of("ES256")));
    }

    private void turnBack(String interval) {
        TestDatabase.owner()
                .update(
                        null,
                        "UPDATE signing_key SET activates_at = activates_at - interval '" + interval
                                + "', others_end_at = others_end_at - interval '" + interval + "'");
        keys.reload().await().atMost(PATIENCE);
    }

    private static Response rotate(String query) {
        return given().header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .post("/internal/v1/signing-keys/rotate" + query);
    }
}
