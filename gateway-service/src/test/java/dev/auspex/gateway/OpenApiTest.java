package dev.auspex.gateway;

import java.time.Duration;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    @TestHTTPResource(value = "/health/detailed", management = true)
    String health;

    private StandIn[] services;

    @BeforeAll
    void stand() {
        services = new StandIn[] {
            new StandIn("auth.management", document("/api/v1/auth/login", "login")),
            new StandIn("prediction.management", document("/api/v1/predictions", "createPrediction")),
            new StandIn("model.management", document("/internal/v1/models", "hidden")),
            new StandIn("monitoring.management", document("/api/v1/monitoring/models", "listStatistics"))
        };
    }

    @AfterAll
    void leave() {
        for (StandIn service : services) {
            service.close();
        }
    }

    private static Handler<HttpServerRequest> document(String path, String operation) {
        String json = """
                {"openapi":"3.1.0","paths":{"%s":{"post":{"operationId":"%s"}}},
                 "components":{"schemas":{"Problem":{"type":"object"}}}}
                """.formatted(path, operation);
        return request -> {
            switch (request.uri()) {
                case "/openapi?format=json" -> request.response().end(json);
                case "/health/ready" -> request.response().end("{\"status\":\"UP\"}");
                default -> request.response().setStatusCode(404).end();
            }
        };
    }

    @Test
    void givesOneDocumentOfAllServices() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get("/api/openapi.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(
                        "info.title", equalTo("Auspex"),
                        "servers[0].url", equalTo("/"),
                        "paths", hasKey("/api/v1/auth/login"),
                        "paths", hasKey("/api/v1/predictions"),
                        "paths", hasKey("/api/v1/monitoring/models"),
                        "paths", not(hasKey("/internal/v1/models")),
                        "components.securitySchemes.bearer.scheme", equalTo("bearer"),
                        "'x-auspex-missing'", nullValue()));
    }

    @Test
    void keepsTheLastGoodDocumentOfServiceThatFails() {
        // Given
        givesOneDocumentOfAllServices();
        services[1].behave(request -> request.response().setStatusCode(500).end());

        // When
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/api/openapi.json").asString().contains("createPrediction"));

        // Then
        services[1].behave(document("/api/v1/predictions", "createPrediction"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/docs", "/api/docs/"})
    void showsThePage(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("style-src 'self' 'unsafe-inline'"))
                .header("Content-Security-Policy", containsString("script-src 'self';"))
                .body(
                        containsString("/api/docs/swagger-ui-bundle.js"),
                        not(containsString("http://")),
                        not(containsString("https://")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"swagger-ui-bundle.js", "swagger-ui.css", "docs.js", "favicon-32x32.png"})
    void bringsThePagesFiles(String file) {
        given().get("/api/docs/" + file).then().statusCode(200);
        given().get("/api/docs/" + file + "x").then().statusCode(404);
    }

    @Test
    void tellsStrangersNothingOfTheParts() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get("/health/detailed")
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(java.util.Set.of("status")), "status", equalTo("UP")));
    }

    @Test
    void tellsTheHealthOfEachPart() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get(health)
                .then()
                .statusCode(200)
                .body(
                        "status", equalTo("UP"),
                        "services.auth.status", equalTo("UP"),
                        "services.monitoring.status", equalTo("UP"),
                        "redis.status", equalTo("UP"))
                .body(not(containsString("127.0.0.1"))));
        services[2].behave(request -> request.response().setStatusCode(503).end());
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get(health)
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"), "services.model.status", equalTo("DOWN")));
        services[2].behave(document("/internal/v1/models", "hidden"));
        given().get("/health").then().statusCode(200).body("status", equalTo("UP"));
    }
}
