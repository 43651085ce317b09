package dev.auspex.prediction.request;

import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.prediction.LogLines;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

@QuarkusTest
@PredictionServers
class PredictionResourceTest {

    @TestHTTPResource(value = "/metrics", management = true)
    URL metrics;

    @TestHTTPResource(value = "/health", management = true)
    URL health;

    @TestHTTPResource(value = "/openapi?format=json", management = true)
    URL openapi;

    @Test
    void answersWithTheChampionsScoreAndTimings() {
        // Given
        Person person = Person.ofNewTenant();

        // When
        Response answer = person.predict();

        // Then
        answer.then()
                .statusCode(201)
                .body("model", equalTo("churn"))
                .body("version", equalTo("2"))
                .body("label", equalTo("No"))
                .body("score", equalTo(0.25f))
                .body("confidence", equalTo(0.75f))
                .body("warnings", hasSize(0))
                .body("features.tenure", equalTo(12))
                .body("timings.queueMicros", equalTo(11))
                .body("timings.inferenceMicros", equalTo(120))
                .body("timings.modelCallMicros", greaterThan(0))
                .body("timings.commitMicros", greaterThan(0))
                .body("timings.totalMicros", greaterThan(0))
                .body("createdAt", notNullValue());
        assertEquals(7, UUID.fromString(answer.path("id")).version());
    }

    @Test
    void answersWithTheVersionOrAliasThatWasAskedFor() {
        Person person = Person.ofNewTenant();

        person.predict("churn", "1", Schemas.examples("churn-1"))
                .then()
                .statusCode(201)
                .body("version", equalTo("1"))
                .body("label", equalTo("Yes"))
                .body("confidence", equalTo(0.8f));
        person.predict("credit", "champion", Schemas.examples("credit-1"))
                .then()
                .statusCode(201)
                .body("version", equalTo("1"));
    }

    @Test
    void givesBackWhatItStored() {
        // Given
        Person person = Person.ofNewTenant();
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("tenure", 400);
        features.remove("total_charges");
        Response made = person.predict("churn", null, features);
        made.then().statusCode(201).body("warnings.pointer", contains("/features/tenure"));

        // When
        Response read = person.call().get(Person.PATH + "/" + made.path("id"));

        // Then
        read.then()
                .statusCode(200)
                .body("features", equalTo(made.path("features")))
                .body("warnings", equalTo(made.path("warnings")))
                .body("score", equalTo(made.<Float>path("score")))
                .body("createdAt", equalTo(made.path("createdAt")))
                .body("timings.commitMicros", equalTo(0))
                .body("timings.modelCallMicros", equalTo(made.<Integer>path("timings.modelCallMicros")));
    }

    @Test
    void keepsATextAndWhatTheModelServiceWarnsOf() {
        // Given
        Person person = Person.ofNewTenant();

        // When
        Response made = person.predict("reviews", null, Map.of("review", "Lovely \u00fcber tea"));

        // Then
        made.then()
                .statusCode(201)
                .body("label", equalTo("great"))
                .body("features.review", equalTo("Lovely \u00fcber tea"))
                .body("warnings.code", contains("truncated"))
                .body("warnings.pointer", contains("/features/review"));
        person.call()
                .get(Person.PATH + "/" + made.path("id"))
                .then()
                .body("features", equalTo(made.path("features")))
                .body("warnings", equalTo(made.path("warnings")));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 65_536})
    void keepsOfAnImageItsDigestOnly(int bytes) {
        // Given
        Person person = Person.ofNewTenant();
        byte[] file = Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, bytes);

        // When
        Response made = person.predict(
                "digits", null, Map.of("image", Base64.getEncoder().encodeToString(file)));

        // Then
        made.then()
                .statusCode(201)
                .body("label", equalTo("one"))
                .body("features.image", startsWith("image/png;bytes=" + bytes + ";sha256="));
        person.call().get(Person.PATH + "/" + made.path("id")).then().body("features", equalTo(made.path("features")));
    }

    @Test
    void namesEveryWrongValueAtOnce() {
        // Given
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("tenure", "long");
        features.put("contract", "Forever");
        features.put("colour", "red");
        features.remove("female");

        // When
        Response answer = Person.ofNewTenant().predict("churn", null, features);

        // Then
        answer.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/invalid-input"))
                .body("detail", equalTo("4 values are invalid. See `violations`."))
                .body(
                        "violations.pointer",
                        contains("/features/female", "/features/tenure", "/features/contract", "/features/colour"))
                .body("violations.code", contains("required", "type", "category", "unknown"))
                .body("traceId", notNullValue());
    }

    @Test
    void refusesBodiesThatAreNoRequest() {
        Person person = Person.ofNewTenant();

        person.call().body("{\"model\": ").post(Person.PATH).then().statusCode(400);
        person.call()
                .body("{\"features\": {}}")
                .post(Person.PATH)
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/model"));
        person.call()
                .body("{\"model\": \"churn\"}")
                .post(Person.PATH)
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("/features"));
        person.call()
                .body("{\"model\": \"../x\", \"features\": {}}")
                .post(Person.PATH)
                .then()
                .statusCode(400);
        person.call()
                .body("{\"model\": \"churn\", \"features\": {\"tenure\": 1e999}}")
                .post(Person.PATH)
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource("undecodable")
    void refusesBodiesThatCannotBeDecoded(byte[] body) {
        // When
        Response answer = Person.ofNewTenant().call().body(body).post(Person.PATH);

        // Then
        answer.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("https://auspex.dev/problems/malformed-body"));
    }

    static Stream<byte[]> undecodable() {
        return Stream.of(
                // Taken for UTF-32 in an order of bytes that nobody uses.
                new byte[] {0, '{', 0, 0},
                // UTF-32, and then a character that Unicode does not have.
                new byte[] {0, 0, 0, '{', 0x7f, 0, 0, 0},
                // UTF-32 that ends within a character.
                new byte[] {0, 0, 0, '{', 0, 0},
                // Which of two values counts, no reader can know.
                "{\"model\": \"churn\", \"features\": {\"tenure\": 1, \"tenure\": 2}}".getBytes(UTF_8),
                "{\"model\": \"churn\", \"model\": \"churn\"}".getBytes(UTF_8),
                // More than one value.
                "{\"model\": \"churn\", \"features\": {}} {}".getBytes(UTF_8),
                "{\"model\": \"churn\", \"features\": {}} x".getBytes(UTF_8),
                // A name longer than Jackson takes.
                ("{\"" + "n".repeat(60_000) + "\": 1}").getBytes(UTF_8));
    }

    @Test
    void tellsTheLogOfEachProblemByTheTraceThatTheCallerSees() {
        // Given
        Person person = Person.ofNewTenant();
        LogLines lines = LogLines.capture();
        List<String> traces = new ArrayList<>();

        // When
        try {
            traces.add(person.call().get(Person.PATH + "/" + UUID.randomUUID()).path("traceId"));
            traces.add(person.call().body("{").post(Person.PATH).path("traceId"));
            traces.add(person.predict("churn", null, Map.of("tenure", "long")).path("traceId"));
            traces.add(given().contentType("application/json")
                    .body("{}")
                    .post(Person.PATH)
                    .path("traceId"));
            traces.add(person.call().delete(Person.PATH).path("traceId"));
        } finally {
            lines.stop();
        }

        // Then
        for (String trace : traces) {
            assertEquals(
                    1,
                    lines.texts().stream()
                            .filter(line ->
                                    line.startsWith("problem answered status=4") && line.contains("trace=" + trace))
                            .count(),
                    trace);
        }
    }

    @Test
    void refusesAnIdempotencyKeyWhereSomethingWouldBeStored() {
        Person person = Person.ofNewTenant();

        person.call()
                .header(Headers.IDEMPOTENCY_KEY, "7f1c")
                .body(Person.body("churn", null, Schemas.examples("churn-2")))
                .post(Person.PATH)
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("#Idempotency-Key"))
                .body("violations.code", contains("unsupported"))
                .body("detail", containsString("would be carried out again"));
        person.call()
                .header(Headers.IDEMPOTENCY_KEY, "7f1c")
                .get(Person.PATH)
                .then()
                .statusCode(200);
        // Who asks comes first.
        given().header(Headers.IDEMPOTENCY_KEY, "7f1c")
                .contentType("application/json")
                .body("{}")
                .post(Person.PATH)
                .then()
                .statusCode(401);
    }

    @Test
    void warnsOfANumberThatTheModelReadsAsAnother() {
        // Given
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("total_charges", 16_777_217);

        // When
        Response made = Person.ofNewTenant().predict("churn", null, features);

        // Then
        made.then()
                .statusCode(201)
                .body("features.total_charges", equalTo(16_777_217))
                .body("warnings.code", hasItem("precision"))
                .body("warnings.message", hasItem(containsString("reads as 16777216")));
    }

    @Test
    void saysWhichModelsAndVersionsThereAre() {
        Person person = Person.ofNewTenant();

        person.predict("churns", null, Map.of())
                .then()
                .statusCode(404)
                .body(
                        "detail",
                        equalTo("There is no model `churns`. Available models: churn, credit, digits, reviews."));
        person.predict("churn", "9", Map.of())
                .then()
                .statusCode(404)
                .body("detail", equalTo("Model `churn` has no version or alias `9`. It has 1, 2, champion."));
    }

    @Test
    void letsInMembersWithATenantOnly() {
        UUID tenant = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        Map<String, Object> body = Person.body("churn", null, Schemas.examples("churn-2"));

        given().contentType("application/json")
                .body(body)
                .post(Person.PATH)
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
        given().get(Person.PATH).then().statusCode(401);
        given().get(Person.PATH + "/" + UUID.randomUUID()).then().statusCode(401);
        for (String bad : new String[] {
            TokenIssuer.expired(tenant, account, Role.MEMBER),
            TokenIssuer.notYetValid(tenant, account, Role.MEMBER),
            TokenIssuer.forAnotherAudience(tenant, account, Role.MEMBER),
            TokenIssuer.signedWithAnotherKey(tenant, account, Role.MEMBER),
            TokenIssuer.unsigned(tenant, account, Role.MEMBER)
        }) {
            new Person(tenant, bad).predict().then().statusCode(401);
        }
        new Person(tenant, TokenIssuer.token(tenant, account)).predict().then().statusCode(403);
        new Person(
                        tenant,
                        TokenIssuer.claims(tenant, account, Role.MEMBER)
                                .without("tenant")
                                .sign())
                .predict()
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
        given().header(Headers.SERVICE_SECRET, LocalStackResource.serviceSecret())
                .contentType("application/json")
                .body(body)
                .post(Person.PATH)
                .then()
                .statusCode(403);
    }

    @Test
    void keepsToTheCallersDeadline() {
        Person person = Person.ofNewTenant();
        Map<String, Object> body = Person.body("churn", null, Schemas.examples("churn-2"));

        person.call()
                .header(Headers.REQUEST_DEADLINE, "0")
                .body(body)
                .post(Person.PATH)
                .then()
                .statusCode(504)
                .body("type", equalTo("https://auspex.dev/problems/deadline-exceeded"));
        person.call()
                .header(Headers.REQUEST_DEADLINE, "soon")
                .body(body)
                .post(Person.PATH)
                .then()
                .statusCode(400)
                .body("violations[0].pointer", equalTo("#X-Request-Deadline"));
        person.call()
                .header(Headers.REQUEST_DEADLINE, "3000")
                .body(body)
                .post(Person.PATH)
                .then()
                .statusCode(201);
    }

    @Test
    void countsWhatItDid() {
        // Given
        Person person = Person.ofNewTenant();
        person.predict().then().statusCode(201);
        person.predict("nothing", null, Map.of()).then().statusCode(404);
        person.predict("churn", null, Map.of()).then().statusCode(400);

        // When
        String text = get(metrics).asString();

        // Then
        for (String expected : new String[] {
            "auspex_predictions_total{model=\"churn\",outcome=\"created\",version=\"2\"}",
            "auspex_predictions_total{model=\"churn\",outcome=\"invalid\",version=\"2\"}",
            "auspex_predictions_total{model=\"unknown\",outcome=\"not_found\",version=\"unknown\"}",
            "auspex_commit_group_size_count",
            "auspex_commit_time_seconds_count",
            "auspex_commit_queue",
            "auspex_model_call_seconds_count",
            "auspex_outbox_pending",
            "auspex_outbox_age_seconds"
        }) {
            assertEquals(true, text.contains(expected), expected + " is missing in\n" + text);
        }
    }

    @Test
    void tellsItsHealthAndDescribesItselfOnly() {
        get(health)
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'database' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'outbox-relay' }.status", equalTo("UP"));
        get(openapi)
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasSize(2))
                .body("paths.'/api/v1/predictions'.post.operationId", equalTo("createPrediction"))
                .body("components.schemas.keySet().toString()", containsString("Prediction"))
                .body("paths.toString()", not(containsString("/internal")));
    }
}
