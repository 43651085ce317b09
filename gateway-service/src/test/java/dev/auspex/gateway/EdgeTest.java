package dev.auspex.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A table from a file, another web application's pages, and proxies in front. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs =
                @ResourceArg(
                        name = "more",
                        value = "AUSPEX_TRUSTED_PROXIES=127.0.0.0/8,10.1.0.0/16\nAUSPEX_HSTS_MAX_AGE=30d\n"
                                + "auspex.door.hsts.include-subdomains=true\n"
                                + "AUSPEX_CORS_ORIGINS=https://app.example.org,https://other.example.org\n"
                                + "AUSPEX_ROUTES_FILE=src/test/resources/routes.properties\n"
                                + "auspex.gateway.routes-rescan=200ms\n"
                                + "AUSPEX_LIMIT_UNAUTHENTICATED_BURST=20\nAUSPEX_LIMIT_UNAUTHENTICATED_RATE=1"))
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeTest {

    @TestHTTPResource(value = "/health/detailed", management = true)
    String health;

    private static final Path FILE = Path.of("src/test/resources/routes.properties");

    @TestHTTPResource(value = "/routes/reload", management = true)
    String reload;

    private StandIn model;

    @BeforeAll
    void stand() {
        model = new StandIn("model", EdgeTest::echo);
    }

    @AfterAll
    void leave() {
        model.close();
    }

    private static void echo(HttpServerRequest request) {
        JsonObject headers = new JsonObject();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("headers", headers).encode());
    }

    @Test
    void takesItsTableFromTheFile() {
        given().get("/file/only").then().statusCode(200);
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .statusCode(404);
    }

    @Test
    void answersOtherMethodsWithThoseItTakes() {
        given().delete("/file/only")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Allow", "GET, HEAD, POST")
                .body("type", equalTo("https://auspex.dev/problems/method-not-allowed"));
        given().request("TRACE", "/file/any").then().statusCode(405);
        given().request("PROPFIND", "/file/any").then().statusCode(405);
    }

    @Test
    void asksForARoleWhereTheRouteWantsOne() {
        given().header("Authorization", Tokens.anybody())
                .get("/file/admins")
                .then()
                .statusCode(403)
                .body("detail", containsString("admin"));
    }

    @Test
    void tellsBrowsersBehindAProxyWithTlsToComeBackOverTls() {
        // Given: a service that has a say of its own in it
        model.behave(request -> request.response()
                .putHeader("Strict-Transport-Security", "max-age=1")
                .end());
        try {
            for (String path : new String[] {"/file/only", "/nowhere", "/api//odd"}) {
                Headers headers =
                        given().header("X-Forwarded-Proto", "https").get(path).headers();
                assertEquals(
                        List.of("max-age=2592000; includeSubDomains"),
                        headers.getValues("Strict-Transport-Security"),
                        path);
            }
            given().header("X-Forwarded-Proto", "http")
                    .get("/file/only")
                    .then()
                    .header("Strict-Transport-Security", nullValue());
        } finally {
            model.behave(EdgeTest::echo);
        }
    }

    @Test
    void letsAnAddressSendSoManyBadTokensAndNoMore() {
        // Given
        String guesser = "192.0.2.77";
        long begun = System.nanoTime();

        // When
        List<Response> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(asked(guesser, "Bearer eyJ0.guess" + i + ".x"));
        }

        // Then: one comes back each second, however long this took; good tokens pass from there too (this one lacks a
        // role), and other addresses have their own limit
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;
        List<Response> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertTrue(refused.size() >= 60 - 20 - seconds, refused.size() + " refused in " + seconds + " s");
        for (Response each : refused) {
            each.then().contentType("application/problem+json").header("Retry-After", "1");
        }
        asked(guesser, Tokens.anybody()).then().statusCode(403);
        asked("192.0.2.78", "Bearer eyJ0.guess.x").then().statusCode(401);
    }

    private static Response asked(String address, String authorization) {
        return given().header("X-Forwarded-For", address)
                .header("Authorization", authorization)
                .get("/file/admins");
    }

    @Test
    void followsTheFileAndKeepsTheLastGoodTable() throws IOException {
        String good = Files.readString(FILE);
        try {
            // Given
            Files.writeString(FILE, good.replace("/file/only", "/file/moved"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> given().get("/file/moved").then().statusCode(200));

            // When: a class that does not exist, a key that does not exist, a path that cannot be
            for (String bad : new String[] {
                good.replace("limit=public", "limit=unheard-of"),
                good.replace("access=public", "acess=public"),
                good.replace("/file/only", "file"),
                good.replaceFirst("service=model", "service=gateway"),
                good.replaceFirst("service=model", "service=gateway").replaceFirst("access=public", "access=token"),
                ""
            }) {
                Files.writeString(FILE, bad);
                Response said = given().post(reload);

                // Then
                assertEquals(422, said.statusCode(), said.asString());
                given().get("/file/moved").then().statusCode(200);
                given().get(health).then().body("routes.status", equalTo("DEGRADED"));
            }
            Files.writeString(FILE, good.replace("/file/only", "/file${HOME}/only"));
            given().post(reload).then().statusCode(200);
            given().get("/file" + System.getenv("HOME") + "/only").then().statusCode(200);
            Files.writeString(FILE, good);
            given().post(reload).then().statusCode(200).body("routes", equalTo(3));
            given().get("/file/only").then().statusCode(200);
        } finally {
            Files.writeString(FILE, good);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.org", "https://other.example.org"})
    void letsListedOriginsCall(String origin) {
        given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .options("/file/only")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", origin)
                .header("Access-Control-Allow-Methods", "GET, HEAD, POST")
                .header("Access-Control-Allow-Headers", containsString("Inference-Header-Content-Length"))
                .header("Access-Control-Expose-Headers", containsString("Inference-Header-Content-Length"))
                .header("Access-Control-Allow-Headers", containsString("X-API-Key"))
                .header("Access-Control-Allow-Credentials", nullValue());
        given().header("Origin", origin)
                .get("/file/only")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", origin)
                .header("Vary", containsString("origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.org.evil.example",
                "http://app.example.org",
                "https://app.example.org:8443",
                "null",
                "*"
            })
    void saysNothingToOtherOrigins(String origin) {
        given().header("Origin", origin).get("/file/only").then().header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .options("/file/only")
                .then()
                .statusCode(405)
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "9.9.9.9, 203.0.113.7 | 203.0.113.7",
                "203.0.113.7, 10.1.2.3 | 203.0.113.7",
                "9.9.9.9, 203.0.113.7, 10.1.2.3, 10.1.9.9 | 203.0.113.7",
                "203.0.113.7, nonsense | 127.0.0.1",
                "203.0.113.7, nonsense, 10.1.2.3 | 10.1.2.3",
                "2001:db8::7 | 2001:db8::7"
            })
    void believesTrustedProxiesAndNobodyBehindThem(String forwarded, String client) {
        given().header("X-Forwarded-For", forwarded)
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "auspex.example.org")
                .get("/file/only")
                .then()
                .body(
                        "headers.'x-forwarded-for'", equalTo(client),
                        "headers.'x-forwarded-proto'", equalTo("https"),
                        "headers.'x-forwarded-host'", equalTo("auspex.example.org"));
    }

    @Test
    void tellsHowLongItTook() {
        given().get("/file/only").then().header("X-Process-Time", matchesPattern("\\d+\\.\\d{6}"));
        given().delete("/file/only").then().header("X-Process-Time", matchesPattern("\\d+\\.\\d{6}"));
    }
}
