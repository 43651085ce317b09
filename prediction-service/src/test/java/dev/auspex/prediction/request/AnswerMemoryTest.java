package dev.auspex.prediction.request;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;

/** What one tenant's large answers may take of the service's memory, and that another one does not notice. */
@QuarkusTest
@PredictionServers
@TestProfile(AnswerMemoryTest.SmallBudget.class)
class AnswerMemoryTest {

    private static final int PAGE = 200;
    private static final int LETTERS = 30_000;

    /** Room for the pages of two tenants at the same time, and not for a second one of a tenant whose first one waits. */
    public static class SmallBudget implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("auspex.budget.bytes", "91400000", "auspex.budget.caller-percent", "27");
        }
    }

    @TestHTTPResource
    URL service;

    @Inject
    Budget budget;

    private final Person slow = Person.ofNewTenant();
    private final Person other = Person.ofNewTenant();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void refusesAPageToWhoeverDoesNotTakeThePageBefore() throws IOException {
        // Given
        store(slow);
        store(other);
        page(slow).then().statusCode(200).body("items", hasSize(PAGE));
        await().until(() -> held(slow) == 0);
        askAndDoNotRead(slow);
        await().atMost(Duration.ofSeconds(20)).until(() -> held(slow) > 0);
        // Its page is read, and waits for its client.
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(() -> held(slow) > 1_000_000);

        // When
        Response refused = page(slow);
        Response another = page(other);

        // Then
        refused.then().statusCode(429).header("Retry-After", "1").body("type", endsWith("/overloaded"));
        another.then().statusCode(200).body("items", hasSize(PAGE));
        hangUp();
        await().atMost(Duration.ofSeconds(20)).until(() -> held(slow) == 0);
        page(slow).then().statusCode(200).body("items", hasSize(PAGE));
    }

    @Test
    void readsNothingForWhoeverHoldsAllThatOneMay() {
        // Given
        List<Charge> held = new ArrayList<>();
        for (long step = 32L << 20; step > 0; step /= 2) {
            Charge charge = budget.open(slow.tenant().toString());
            held.add(charge);
            while (charge.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }

        // When
        Response refused = slow.call().get(Person.PATH + "/" + UUID.randomUUID());
        Response another = other.call().get(Person.PATH + "/" + UUID.randomUUID());
        held.forEach(Charge::close);
        Response again = slow.call().get(Person.PATH + "/" + UUID.randomUUID());

        // Then
        refused.then().statusCode(429).header("Retry-After", "1").body("type", endsWith("/overloaded"));
        another.then().statusCode(404);
        again.then().statusCode(404);
    }

    private long held(Person person) {
        return budget.used(person.tenant().toString());
    }

    private static Response page(Person person) {
        return person.call().queryParam("limit", PAGE).get(Person.PATH);
    }

    private void askAndDoNotRead(Person person) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
        String request = "GET " + Person.PATH + "?limit=" + PAGE + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + person.bearer() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** A page of predictions with long texts. */
    private static void store(Person person) {
        TestDatabase.owner().update(person.tenant(), """
                        INSERT INTO prediction (tenant_id, id, account_id, model, version, label, score, confidence, features,
                                                warnings, validate_micros, queue_micros, inference_micros,
                                                model_call_micros, total_micros, created_at)
                        SELECT ?, gen_random_uuid(), gen_random_uuid(), 'mood', '1', 'yes', 0.75, 0.75,
                               jsonb_build_object('review', repeat('x', ?)), '[]', 1, 1, 1, 1, 4, now()
                          FROM generate_series(1, ?)""", person.tenant(), LETTERS, PAGE);
    }
}
