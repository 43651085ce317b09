package dev.auspex.gateway;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A service with two addresses, one that fails, limits of more than one kind, and clients that dawdle. */
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
                        value = "auspex.upstream.services.model.url=${AUSPEX_MODEL_URL},${AUSPEX_PREDICTION_URL}\n"
                                + "auspex.upstream.services.auth.url=http://nowhere.invalid:1,${AUSPEX_AUTH_URL}\n"
                                + "auspex.upstream.breaker.requests=10\nauspex.upstream.breaker.open=1s\n"
                                + "auspex.upstream.ejection.failures=3\nauspex.upstream.ejection.time=2s\n"
                                + "auspex.upstream.retry.burst=5\n"
                                + "auspex.body.look=500ms\n"
                                + "auspex.limit.classes.standard.tenant.rate=1\n"
                                + "auspex.limit.classes.standard.tenant.burst=70\n"
                                + "AUSPEX_LIMIT_CONCURRENT=2\nAUSPEX_LIMIT_TENANT_DAILY=60"))
class UpstreamTest {

    @Inject
    MeterRegistry metrics;

    private static String ask() {
        return given().header("Authorization", Tokens.anybody())
                .get("/api/v1/models")
                .asString();
    }

    @Test
    void spreadsOverAddressesAndGoesOnWithTheOneThatIsLeft() {
        // Given
        try (StandIn second =
                new StandIn("prediction", request -> request.response().end("second"))) {
            try (StandIn first =
                    new StandIn("model", request -> request.response().end("first"))) {
                AtomicInteger firsts = new AtomicInteger();
                for (int i = 0; i < 60; i++) {
                    firsts.addAndGet(ask().equals("first") ? 1 : 0);
                }
                assertTrue(firsts.get() > 10 && firsts.get() < 50, firsts + " of 60 by the first");
            }

            // When: the first is gone; a call that finds it so goes to the other one, writes too, as nothing was sent
            for (int i = 0; i < 30; i++) {
                Response answer = given().header("Authorization", Tokens.anybody())
                        .body("{}")
                        .post("/v2/models/m/infer");

                // Then
                assertEquals("second", answer.asString());
            }

            // And back
            try (StandIn first =
                    new StandIn("model", request -> request.response().end("first"))) {
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ask().equals("first"));
            }
        }
    }

    @Test
    void goesToTheOtherAddressWhereTheNameOfOneIsNotKnown() {
        Gauge ejected = metrics.get("auspex.gateway.upstream.ejected")
                .tag("address", "nowhere.invalid:1")
                .gauge();
        try (StandIn auth = new StandIn("auth", request -> request.response().end("here"))) {
            for (int i = 0; i < 20; i++) {
                // When
                Response answer = given().get("/.well-known/jwks.json");

                // Then
                assertEquals("here", answer.asString());
            }
            // And the address is left alone for a while, as one is that nobody listens at
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                given().get("/.well-known/jwks.json").then().body(equalTo("here"));
                return ejected.value() == 1;
            });
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ejected.value() == 0);
    }

    @Test
    void sendsMoreToWhoeverHasLessToDo() throws Exception {
        // Given: one address answers when all of them have been asked, the other one at once
        int all = 60;
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger quick = new AtomicInteger();
        try (StandIn second = new StandIn("prediction", request -> {
                    quick.incrementAndGet();
                    request.response().end();
                });
                StandIn first = new StandIn("model", request -> {
                    held.add(request);
                    slow.incrementAndGet();
                });
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            // When
            for (int i = 0; i < all; i++) {
                callers.submit(UpstreamTest::ask);
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> quick.get() + slow.get() >= all);
            held.forEach(request -> request.response().end());
            callers.shutdown();
            assertTrue(callers.awaitTermination(60, TimeUnit.SECONDS));
        }

        // Then
        assertTrue(quick.get() > 3 * slow.get(), quick + " quick, " + slow + " slow");
    }

    @Test
    void leavesAServiceAloneThatFailsAndTriesAgain() throws Exception {
        // Given
        AtomicInteger asked = new AtomicInteger();
        StandIn monitoring = new StandIn("monitoring", request -> {
            asked.incrementAndGet();
            request.connection().close();
        });
        try {
            int requests = 20;
            for (int i = 0; i < requests; i++) {
                given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");
            }
            int before = asked.get();

            // When: after each second one request goes through, to see whether it is well again
            Response refused = given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");
            while (asked.get() > before && requests < 100) {
                requests++;
                before = asked.get();
                refused = given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");
            }

            // Then: it is not asked, neither is it for the retries that its budget does not hold
            refused.then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("detail", containsString("service is not responding"));
            assertEquals(before, asked.get());
            assertTrue(before <= requests + 5 + requests / 5, before + " requests for " + requests);
            monitoring.behave(request -> request.response().end("well again"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().header(
                            "Authorization", Tokens.anybody())
                    .get("/api/v1/monitoring/models")
                    .then()
                    .body(equalTo("well again")));
        } finally {
            monitoring.close();
        }
    }

    @Test
    void whatOneTenantCausesStopsNoOther() {
        // Given: a service that does not answer one caller in time, and breaks off whoever sends it much
        String slow = Tokens.anybody();
        String large = Tokens.anybody();
        AtomicInteger asked = new AtomicInteger();
        try (StandIn monitoring = new StandIn("monitoring", request -> {
            String caller = request.getHeader("Authorization");
            if (caller.equals(slow)) {
                asked.incrementAndGet();
            } else if (caller.equals(large)) {
                request.connection().close();
            } else {
                request.response().end("well");
            }
        })) {
            for (int i = 0; i < 12; i++) {
                given().header("Authorization", slow).get("/api/v1/monitoring/models");
                given().header("Authorization", large)
                        .body(new byte[60_000])
                        .post("/api/v1/monitoring/models")
                        .then()
                        // 504 where this machine is too busy to break off within the route's half a second.
                        .statusCode(org.hamcrest.Matchers.oneOf(502, 503, 504));
            }
            int before = asked.get();

            // When
            Response refused = given().header("Authorization", slow).get("/api/v1/monitoring/models");
            Response other = given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");
            for (int i = 0; i < 10 && other.statusCode() == 504; i++) {
                // Asked, as it should be, but this machine is too busy to answer within half a second.
                other = given().header("Authorization", Tokens.anybody()).get("/api/v1/monitoring/models");
            }

            // Then
            refused.then()
                    .statusCode(org.hamcrest.Matchers.oneOf(503, 504))
                    .header("Content-Type", containsString("problem"));
            assertTrue(before <= 12 && asked.get() <= before + 1, before + " asked");
            assertEquals("well", other.asString());
        }
    }

    @Test
    void passesAnEarlyAnswerOnWhole() throws Exception {
        // Given: a service that refuses bodies before it has read them
        String problem = "{\"status\":413,\"detail\":\"" + "x".repeat(3_000) + "\"}";
        try (StandIn prediction = new StandIn("prediction", request -> {
            if (request.method() == io.vertx.core.http.HttpMethod.GET) {
                request.response().end("well");
                return;
            }
            request.response()
                    .setStatusCode(413)
                    .putHeader("Content-Type", "application/problem+json")
                    .end(problem);
            request.handler(dropped -> {});
        })) {
            String token = Tokens.anybody();
            for (int i = 0; i < 30; i++) {
                // When
                Response answer = given().header("Authorization", token)
                        .contentType("application/json")
                        .body(new byte[5_900_000])
                        .post("/api/v1/predictions");

                // Then
                answer.then().statusCode(413).body("detail", equalTo("x".repeat(3_000)));
            }
            given().header("Authorization", Tokens.anybody())
                    .get("/api/v1/predictions")
                    .then()
                    .body(equalTo("well"));
        }
    }

    @Test
    void dropsAClientThatSendsItsBodyTooSlowly() throws Exception {
        // Given
        try (StandIn second = new StandIn("prediction", request -> request.body()
                        .onSuccess(body -> request.response().end()));
                java.net.Socket socket = Raw.open()) {
            socket.getOutputStream()
                    .write(("POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nAuthorization: " + Tokens.anybody()
                                    + "\r\nContent-Length: 1000\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            // When
            long begin = System.nanoTime();
            boolean closed = false;
            while (!closed && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30)) {
                try {
                    socket.getOutputStream().write('x');
                    socket.getOutputStream().flush();
                    Thread.sleep(100);
                    closed = socket.getInputStream().available() == 0
                            && System.nanoTime() - begin > 1e9
                            && isClosed(socket);
                } catch (java.io.IOException e) {
                    closed = true;
                }
            }

            // Then
            assertTrue(closed, "still open after 30 s");
        }
    }

    private static boolean isClosed(java.net.Socket socket) throws java.io.IOException {
        socket.setSoTimeout(10);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void countsATenantsAccountsTogether() throws Exception {
        // Given
        Day.thatLasts(Duration.ofMinutes(1));
        java.util.UUID tenant = java.util.UUID.randomUUID();
        try (StandIn second =
                new StandIn("prediction", request -> request.response().end())) {
            // When: two accounts, 50 each at once, 70 of the tenant at once, 60 of it a day
            int granted = 0;
            Response last = null;
            for (int i = 0; i < 80; i++) {
                String token = "Bearer "
                        + TokenIssuer.token(
                                tenant, new java.util.UUID(0, i % 2), dev.auspex.contracts.http.Role.MEMBER);
                last = given().header("Authorization", token).get("/api/v1/predictions");
                granted += last.statusCode() == 200 ? 1 : 0;
            }

            // Then
            assertEquals(60, granted);
            last.then()
                    .statusCode(429)
                    .header("RateLimit-Policy", containsString("\"standard-daily\";q=60;w=86400"))
                    .header("RateLimit-Policy", containsString("\"standard-tenant\";q=70;w=70"))
                    .header("RateLimit", containsString("\"standard-daily\";r=0;t="))
                    .body("detail", containsString("midnight"));
            assertTrue(Integer.parseInt(last.header("Retry-After")) <= 86_400);
        }
    }

    @Test
    void chargesAfterwardsWhatAServiceSaysThatItCost() {
        // Given
        String token = Tokens.anybody();
        try (StandIn second = new StandIn("prediction", request -> {
            if (request.path().endsWith("/costly")) {
                request.response().putHeader("X-Auspex-Cost", "40");
            }
            request.response().end();
        })) {
            // When: it is taken a little later than the answer comes
            long begun = System.nanoTime();
            Response first = given().header("Authorization", token).get("/api/v1/predictions/costly");
            AtomicInteger asked = new AtomicInteger();
            AtomicInteger left = new AtomicInteger();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                asked.incrementAndGet();
                left.set(left(given().header("Authorization", token).get("/api/v1/predictions")));
                return left.get() < 25;
            });
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;

            // Then: of 50, one and 39 more are gone, and one for each that asked; one came back each second
            first.then().statusCode(200).header("X-Auspex-Cost", org.hamcrest.Matchers.nullValue());
            int expected = 50 - 40 - asked.get();
            assertTrue(
                    left.get() >= expected && left.get() <= expected + seconds,
                    left + " left, after " + asked + " requests in " + seconds + " s");
        }
    }

    /** What is left of the class, as the first of the limits says. */
    private static int left(Response answer) {
        return Integer.parseInt(answer.header("RateLimit").replaceAll("^\"standard\";r=(\\d+);.*", "$1"));
    }

    @Test
    void takesSoManyExpensiveRequestsAtATimeAndNoMore() throws Exception {
        // Given
        String token = Tokens.anybody();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        try (StandIn first = new StandIn("model", held::add);
                StandIn second = new StandIn("prediction", held::add);
                ExecutorService callers = Executors.newFixedThreadPool(5)) {
            // When
            for (int i = 0; i < 5; i++) {
                callers.submit(() -> {
                    int status = given().header("Authorization", token)
                            .body("{}")
                            .post("/api/v1/models/m/versions/1/explain")
                            .statusCode();
                    (status == 429 ? refused : granted).incrementAndGet();
                });
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> refused.get() + held.size() >= 5);
            held.forEach(request -> request.response().end());
            callers.shutdown();
            assertTrue(callers.awaitTermination(30, TimeUnit.SECONDS));

            // Then: and when they have ended, which is told a little after their answers, there is room again
            assertEquals(2, granted.get());
            assertEquals(3, refused.get());
            first.behave(request -> request.response().end());
            second.behave(request -> request.response().end());
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().header("Authorization", token)
                    .body("{}")
                    .post("/api/v1/models/m/versions/1/explain")
                    .then()
                    .statusCode(200));
        }
    }
}
