package dev.auspex.prediction.request;

import java.io.OutputStream;
import java.net.Socket;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;
import dev.auspex.prediction.Person;
import dev.auspex.prediction.PredictionServers;
import dev.auspex.prediction.Schemas;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What one tenant's bodies may take of the service's memory, and that another one does not notice. */
@QuarkusTest
@PredictionServers
class RequestMemoryTest {

    private static final int LIMIT = 6 * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URL service;

    @Inject
    Budget budget;

    private final Person greedy = Person.ofNewTenant();
    private final Person other = Person.ofNewTenant();
    private final List<Charge> held = new ArrayList<>();

    @AfterEach
    void giveBack() {
        held.forEach(Charge::close);
    }

    /** Takes all that the greedy tenant can get. */
    private void fill() {
        for (long step = 64L << 20; step > 0; step /= 2) {
            Charge charge = budget.open(greedy.tenant().toString());
            held.add(charge);
            while (charge.take(step) == Verdict.TAKEN) {
                // More of the same.
            }
        }
    }

    @Test
    void refusesWhoeverHoldsAllThatOneMayAndNobodyElse() {
        // Given
        fill();

        // When
        Response refused = greedy.predict();

        // Then
        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .body("type", endsWith("/overloaded"), "instance", equalTo("/api/v1/predictions"));
        other.predict().then().statusCode(201);
        giveBack();
        greedy.predict().then().statusCode(201);
    }

    @Test
    void chargesABodyThatDoesNotTellItsLengthAsItComes() throws Exception {
        // Given
        fill();

        // When
        String refused = chunked(greedy, 1);

        // Then
        assertTrue(refused.startsWith("HTTP/1.1 429"), refused);
        assertTrue(refused.contains("\r\nretry-after: 1"), refused);
    }

    @Test
    void makesNoTreeOfAMebibyteOfEmptyObjects() throws Exception {
        // Given: one copy of the body for all callers, who are in the service's own process here
        byte[] body = ("{\"model\":\"churn\",\"features\":{\"tenure\":[" + "{},".repeat(345_000) + "{}]}}")
                .getBytes(ISO_8859_1);
        HttpRequest request = HttpRequest.newBuilder(service.toURI().resolve(Person.PATH))
                .header("Authorization", greedy.bearer())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            // When
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }

            // Then: each is told what is wrong, or to come again
            other.predict().then().statusCode(201);
            for (Future<HttpResponse<String>> each : answers) {
                HttpResponse<String> answer = each.get(60, TimeUnit.SECONDS);
                if (answer.statusCode() != 429) {
                    assertEquals(400, answer.statusCode(), answer.body());
                    JsonPath problem = JsonPath.from(answer.body());
                    assertEquals(
                            "type", problem.getString("violations.find { it.pointer == '/features/tenure' }.code"));
                    assertTrue(problem.getList("violations.pointer").contains("/features/contract"), answer.body());
                }
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertEquals(0, budget.used(greedy.tenant().toString())));
    }

    @Test
    void takesABodyOfTheLimitAndAnswersALargerOneWhileItIsStillSent() throws Exception {
        // Given
        String head = "{\"model\":\"churn\",\"features\":{\"tenure\":\"";
        String tail = "\"}}";

        // When
        Response largest = greedy.call()
                .body(head + "1".repeat(LIMIT - head.length() - tail.length()) + tail)
                .post(Person.PATH);
        String refused = declared(greedy, LIMIT + 1);

        // Then: the head of the request alone was enough for the answer, and it has a body
        largest.then().statusCode(400).body("type", not(containsString("too-large")));
        assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
        assertTrue(refused.contains("body-too-large"), refused);
        other.predict().then().statusCode(201);
    }

    @Test
    void stopsABodyThatDoesNotTellItsLengthAtTheLimit() throws Exception {
        String refused = chunked(greedy, LIMIT + 1);
        assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
        assertTrue(refused.contains("body-too-large"), refused);
    }

    @Test
    void readsABodyThatDoesNotTellItsLength() throws Exception {
        // Given
        String body = JSON.writeValueAsString(Person.body("churn", null, Schemas.examples("churn-2")));
        byte[] small = body.getBytes(ISO_8859_1);
        byte[] large = (" ".repeat(100_000) + body).getBytes(ISO_8859_1);

        // When
        String blanks = chunked(greedy, 100_000);
        String ofSmall = chunked(greedy, small);
        String ofLarge = chunked(greedy, large);

        // Then
        assertTrue(blanks.startsWith("HTTP/1.1 400"), blanks);
        assertTrue(ofSmall.startsWith("HTTP/1.1 201"), ofSmall);
        assertTrue(ofLarge.startsWith("HTTP/1.1 201"), ofLarge);
    }

    @Test
    void tellsAClientThatWaitsForItToSendALargeBody() throws Exception {
        // Given
        byte[] body = (" ".repeat(100_000)
                        + JSON.writeValueAsString(Person.body("churn", null, Schemas.examples("churn-2"))))
                .getBytes(ISO_8859_1);

        // When
        try (Socket socket = open(greedy, "Content-Length: " + body.length + "\r\nExpect: 100-continue")) {
            String interim = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
            socket.getOutputStream().write(body);
            String answer = answer(socket);

            // Then
            assertEquals("HTTP/1.1 100", interim);
            assertTrue(answer.contains("HTTP/1.1 201"), answer);
        }
    }

    private String declared(Person person, int length) throws Exception {
        try (Socket socket = open(person, "Content-Length: " + length)) {
            return answer(socket);
        }
    }

    private String chunked(Person person, int length) throws Exception {
        return chunked(person, " ".repeat(length).getBytes(ISO_8859_1));
    }

    private String chunked(Person person, byte[] body) throws Exception {
        try (Socket socket = open(person, "Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < body.length; at += CHUNK) {
                int size = Math.min(body.length - at, CHUNK);
                out.write((Integer.toHexString(size) + "\r\n").getBytes(ISO_8859_1));
                out.write(body, at, size);
                out.write("\r\n".getBytes(ISO_8859_1));
            }
            out.write("0\r\n\r\n".getBytes(ISO_8859_1));
            return answer(socket);
        }
    }

    private Socket open(Person person, String bodyHeader) throws Exception {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(60_000);
        String authorization = person.bearer();
        socket.getOutputStream()
                .write(("POST " + Person.PATH
                                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: "
                                + authorization + "\r\n" + bodyHeader + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
        return socket;
    }

    /** The answer to the end of its JSON. */
    private static String answer(Socket socket) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (text.indexOf("\r\n\r\n") < 0 || !text.toString().endsWith("}")) {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                break;
            }
            text.append(new String(buffer, 0, read, ISO_8859_1));
        }
        return text.toString();
    }
}
