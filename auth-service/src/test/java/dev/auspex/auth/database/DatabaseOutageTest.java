package dev.auspex.auth.database;

import java.net.URL;
import java.time.Duration;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.localstack.testing.LocalStackResource;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

@QuarkusTest
@AuthServers
class DatabaseOutageTest {

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @TestHTTPResource(value = "/health/live", management = true)
    URL live;

    @Test
    void saysUnavailableWhileTheDatabaseIsAwayAndGoesOnAfterwards() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);

        // When
        LocalStackResource.stopServer("postgres");

        // Then
        try {
            AuthClient.login(email, AuthClient.PASSWORD)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .contentType("application/problem+json")
                    .body("type", equalTo("https://auspex.dev/problems/unavailable"));
            AuthClient.refresh(session.refreshToken()).then().statusCode(503);
            AuthClient.me(session.accessToken()).then().statusCode(503);
            AuthClient.register(AuthClient.newEmail(), AuthClient.PASSWORD)
                    .then()
                    .statusCode(503);
            get(ready).then().statusCode(503);
            get(live).then().statusCode(200);
            get("/.well-known/jwks.json").then().statusCode(200);
        } finally {
            LocalStackResource.startServer("postgres");
        }
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> get(ready).then().statusCode(200));
        AuthClient.refresh(session.refreshToken()).then().statusCode(200);
        AuthClient.login(email, AuthClient.PASSWORD).then().statusCode(200);
    }
}
