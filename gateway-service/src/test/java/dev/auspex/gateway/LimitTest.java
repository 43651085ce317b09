package dev.auspex.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitTest {

    private static final int BURST = 50;

    private StandIn model;

    @BeforeAll
    void stand() {
        model = new StandIn("model", request -> request.response().end("[]"));
    }

    @AfterAll
    void leave() {
        model.close();
    }

    private static int ask(String token) {
        return given().header("Authorization", token).get("/api/v1/models").statusCode();
    }

    /** Empties the bucket and gives the refusal: a request after it may find a token again. */
    private static Response refusal(String token) {
        Response answer = given().header("Authorization", token).get("/api/v1/models");
        while (answer.statusCode() == 200) {
            answer = given().header("Authorization", token).get("/api/v1/models");
        }
        return answer;
    }

    @Test
    void tellsTheLimitWithEachAnswer() {
        given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .statusCode(200)
                .header("RateLimit-Policy", "\"standard\";q=50;w=50")
                .header("RateLimit", "\"standard\";r=49;t=1")
                .header("Retry-After", nullValue());
    }

    @Test
    void grantsTheBurstAndThenRefuses() throws Exception {
        // Given
        String token = Tokens.anybody();
        long started = System.nanoTime();

        // When
        List<Integer> answers;
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> asked = IntStream.range(0, 2 * BURST)
                    .mapToObj(i -> callers.submit(() -> ask(token)))
                    .toList();
            answers = asked.stream().map(LimitTest::result).toList();
        }
        long seconds = (System.nanoTime() - started) / 1_000_000_000L + 1;

        // Then
        long granted = answers.stream().filter(status -> status == 200).count();
        assertTrue(granted >= BURST && granted <= BURST + seconds, granted + " granted in " + seconds + " s");
        assertEquals(
                answers.size() - granted,
                answers.stream().filter(status -> status == 429).count());
    }

    private static int result(Future<Integer> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysWhenToComeBackAndKeepsToIt() {
        // Given
        String token = Tokens.anybody();

        // When
        Response refused = refusal(token);

        // Then
        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .header("RateLimit", matchesPattern("\"standard\";r=0;t=(49|50)"))
                .body("type", equalTo("https://auspex.dev/problems/rate-limited"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ask(token) == 200);
    }

    @Test
    void limitsEachPrincipalOnItsOwn() {
        // Given
        String greedy = Tokens.anybody();
        String modest = Tokens.anybody();
        refusal(greedy).then().statusCode(429);

        // When
        int status = ask(modest);

        // Then
        assertEquals(200, status);
    }

    @Test
    void limitsSignInByAddress() {
        // When: 20 at once and 5 more a second, so more are needed where each takes long
        Set<Integer> answers = ConcurrentHashMap.newKeySet();
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 400; i++) {
                callers.submit(() -> answers.contains(429)
                        || answers.add(
                                given().body("{}").post("/api/v1/auth/login").statusCode()));
            }
        }

        // Then
        assertTrue(answers.contains(429), answers.toString());
    }

    @Test
    void goesOnAloneWhileRedisIsGone() {
        // Given
        String token = Tokens.anybody();
        assertEquals(200, ask(token));
        LocalStackResource.stopServer("redis");

        try {
            // When
            long begun = System.nanoTime();
            int granted = 0;
            while (granted <= 2 * BURST && ask(token) == 200) {
                granted++;
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;

            // Then: half of the burst, and one more a second
            assertTrue(
                    granted >= BURST / 2 && granted <= BURST / 2 + seconds,
                    granted + " granted alone in " + seconds + " s");
            assertEquals(200, ask(Tokens.anybody()));
            given().get("/health").then().statusCode(200).body("status", equalTo("UP"));
        } finally {
            LocalStackResource.startServer("redis");
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().header(
                        "Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .then()
                .header("RateLimit", "\"standard\";r=49;t=1"));
    }
}
