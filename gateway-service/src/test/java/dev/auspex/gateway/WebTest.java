package dev.auspex.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertFalse;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class WebTest {

    private static final String STRICT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Test
    void servesThePageUnderStrictPolicy() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html;charset=utf-8")
                .header("Content-Security-Policy", STRICT)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Permissions-Policy", notNullValue())
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .body(containsString("build</title>"));
    }

    @Test
    void servesThePageForTheApplicationsOwnAddresses() {
        given().accept("text/html,*/*")
                .get("/predictions/7")
                .then()
                .statusCode(200)
                .body(containsString("build</title>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/x", "/v2x.json", "/assets/gone.js"})
    void doesNotServeThePageInPlaceOfSomethingElse(String path) {
        given().accept("application/json").get(path).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void keepsHashedFilesForGood() {
        // When
        Response answer = given().header("Accept-Encoding", "gzip").get("/assets/app-4f3a.js");

        // Then
        answer.then()
                .statusCode(200)
                .contentType("text/javascript;charset=utf-8")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .header("Content-Encoding", "gzip")
                .header("Vary", equalTo("accept-encoding"))
                .body(containsString("console.log"));
    }

    @Test
    void sendsNothingThatTheClientHas() {
        String tag = given().get("/assets/app-4f3a.js").header("ETag");

        given().header("If-None-Match", tag)
                .get("/assets/app-4f3a.js")
                .then()
                .statusCode(304)
                .body(equalTo(""));
    }

    @Test
    void answersHead() {
        given().head("/").then().statusCode(200).header("Content-Length", notNullValue());
    }

    @Test
    void takesNoWrites() {
        given().body("x").put("/assets/app-4f3a.js").then().statusCode(405).header("Allow", "GET, HEAD");
        given().body("x").post("/anything").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/assets/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/assets/..%5c..%5csecret.txt",
                "//secret.txt",
                "/assets/%00"
            })
    void neverLeavesItsFolder(String path) {
        String answer = Raw.get(path);

        assertFalse(answer.contains("not for the web"), answer);
        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
    }

    @Test
    void noticesNewBuild() throws Exception {
        // Given
        Path index = Surroundings.web().resolve("index.html");

        // When
        Files.writeString(index, "<!doctype html><title>second build</title>");
        Files.setLastModifiedTime(index, FileTime.from(Instant.now().plusSeconds(5)));

        // Then
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/").then().body(containsString("second build")));
    }
}
