package dev.auspex.auth;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.passkey.SoftAuthenticator;
import dev.auspex.contracts.http.Headers;
import dev.auspex.localstack.testing.LocalStackResource;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

/** The built artifact, jar or native: what reflection, resources and security providers may break. */
@QuarkusIntegrationTest
@AuthServers
@TestProfile(AuthServiceIT.FreePorts.class)
class AuthServiceIT {

    @Test
    void walksThroughASession() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.register(email, AuthClient.PASSWORD).then().statusCode(201);

        // When
        AuthClient.Session session = AuthClient.session(AuthClient.login(email, AuthClient.PASSWORD));
        AuthClient.Session refreshed = AuthClient.session(AuthClient.refresh(session.refreshToken()));

        // Then
        AuthClient.me(refreshed.accessToken()).then().statusCode(200).body("email", equalTo(email));
        AuthClient.login(email, "incorrect horse battery staple").then().statusCode(401);
        AuthClient.register(email, AuthClient.PASSWORD).then().statusCode(409);
        get("/.well-known/jwks.json").then().statusCode(200).body("keys", hasSize(1));
    }

    @Test
    void walksThroughWhatReflectionMayBreak() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.session(AuthClient.register(email, AuthClient.PASSWORD));

        // When
        Response key = AuthClient.as(session)
                .body(Map.of("name", "k", "scopes", List.of("infer")))
                .post("/api/v1/api-keys");

        // Then
        key.then().statusCode(201);
        given().contentType(ContentType.JSON)
                .header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .body(Map.of("key", key.path("key")))
                .post("/internal/v1/api-keys/exchange")
                .then()
                .statusCode(200);
        AuthClient.register(AuthClient.newEmail(), "qwertyqwerty")
                .then()
                .statusCode(400)
                .body("violations[0].code", equalTo("breached"));
        AuthClient.post("/password/forgot", Map.of("email", email)).then().statusCode(202);
        AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .then()
                .statusCode(200);
        AuthClient.as(session).get("/api/v1/audit").then().statusCode(200);
        AuthClient.as(session).get("/api/v1/audit/export.ndjson").then().statusCode(200);
        AuthClient.as(session).get("/api/v1/tenant").then().statusCode(200);
        AuthClient.as(session).get("/api/v1/account/export").then().statusCode(200);
        get("/.well-known/openid-configuration").then().statusCode(200);
        AuthClient.logout(session.refreshToken()).then().statusCode(204);
    }

    @Test
    void addsAPasskeyAndSignsInWithIt() {
        // Given
        AuthClient.Session session = AuthClient.newSession();

        for (SoftAuthenticator.Kind kind : SoftAuthenticator.Kind.values()) {
            // When
            Response signedIn = SoftAuthenticator.add(session, kind).signIn();

            // Then
            signedIn.then().statusCode(200);
            AuthClient.me(signedIn.path("accessToken")).then().statusCode(200);
        }
    }

    @Test
    void answersProblems() {
        AuthClient.register("not an address", "short")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations", hasSize(2));
        given().put("/api/v1/auth/login").then().statusCode(405).header("Allow", equalTo("POST"));
        AuthClient.me("not-a-token").then().statusCode(401).contentType("application/problem+json");
    }

    /** With one port chosen and the other not, Quarkus gives their metrics different tags and does not start. */
    public static final class FreePorts implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.port", "0", "quarkus.management.port", "0");
        }
    }
}
