package dev.auspex.e2e.door;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.auth.Tokens;
import dev.auspex.e2e.client.ClientGuide;
import dev.auspex.e2e.client.GeneratedClients;
import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The API document is true, strict and enough to generate clients of, shown on a running suite. */
class ApiContractTest {

    private static final int PORT_OFFSET = Integer.getInteger("auspex.e2e.port-offset", 500);
    private static final String PASSWORD = "three quiet herons by the mill";

    /** Operations that would end what the other calls need: the session, the account or the key. */
    private static final Set<String> LAST =
            Set.of("logout", "deleteAccount", "revokeSessions", "switchTenant", "refresh");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path home;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private static Suite suite;
    private static JsonNode document;
    private static List<Operation> operations;
    private static Conformance conformance;
    private static String token;

    @BeforeAll
    static void start() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String limit : new String[] {"STANDARD", "AUTH", "PUBLIC", "UNAUTHENTICATED", "EXPENSIVE"}) {
            environment.put("AUSPEX_LIMIT_" + limit + "_RATE", "100000");
            environment.put("AUSPEX_LIMIT_" + limit + "_BURST", "100000");
        }
        suite = new Suite(home.resolve("suite"), PORT_OFFSET, environment);
        suite.start();
        Client anonymous = new Client(suite.address());
        document = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> Client.json(anonymous.get("/api/openapi.json")),
                        served -> served.has("paths") && !served.has("x-auspex-missing"));
        operations = Operation.all(document);
        conformance = new Conformance(document);
        Tokens tokens = anonymous.register("contract-" + UUID.randomUUID() + "@example.org", PASSWORD);
        token = tokens.accessToken();
    }

    @AfterAll
    static void stop() {
        suite.close();
    }

    private static HttpResponse<String> send(Operation operation, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(suite.address() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                operation.method(),
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The path with the document's own examples; ids are of nothing that there is. */
    private static String path(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters("path")) {
            String example = parameter.path("example").asText(UUID.randomUUID().toString());
            path = path.replace("{" + parameter.path("name").asText() + "}", example);
        }
        return path;
    }

    private static List<Operation> withJsonBody() {
        return operations.stream()
                .filter(operation -> operation.takesJson() && !LAST.contains(operation.id()))
                .toList();
    }

    @Test
    void showsExamplesOfRequestsThatTheSuiteTakes() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : withJsonBody()) {
            WrongBodies bodies = new WrongBodies(operation, conformance);
            conformance
                    .refusal(bodies.schema(), bodies.example())
                    .ifPresent(why -> wrong.add(operation + ": the example breaks the schema: " + why));
            HttpResponse<String> answer =
                    send(operation, path(operation), bodies.example().toString());
            conformance.finding(operation, answer).ifPresent(why -> wrong.add(operation + " " + why + answer.body()));
            if (answer.statusCode() == 400
                    && answer.body().matches("(?s).*\"code\":\"(unknown|type|required|size|format)\".*")) {
                wrong.add(operation + " refuses the form of its example: " + answer.body());
            }
        }

        assertEquals(List.of(), wrong);
    }

    /** The matrix: each operation with a body, wrong in one place, for each place and each wrong type. */
    @Test
    void refusesEveryValueOfAnotherType() throws Exception {
        // Given
        List<String> wrong = new ArrayList<>();
        Set<String> tried = new TreeSet<>();
        int sent = 0;

        // When
        for (Operation operation : withJsonBody()) {
            for (Map.Entry<String, JsonNode> body :
                    new WrongBodies(operation, conformance).all().entrySet()) {
                HttpResponse<String> answer =
                        send(operation, path(operation), body.getValue().toString());
                sent++;
                tried.add(operation.id());
                if (answer.statusCode() != 400 && !excused(operation, answer)) {
                    wrong.add(operation.id() + ": " + body.getKey() + " answers " + answer.statusCode());
                }
                conformance
                        .finding(operation, answer)
                        .ifPresent(why -> wrong.add(operation.id() + ": " + body.getKey() + ": " + why));
            }
        }

        // Then
        assertEquals(List.of(), wrong.stream().limit(60).toList(), wrong.size() + " of " + sent);
        assertEquals(
                withJsonBody().size(),
                tried.size(),
                () -> "not tried: "
                        + withJsonBody().stream()
                                .map(Operation::id)
                                .filter(id -> !tried.contains(id))
                                .toList());
    }

    /** What is answered before a body is read: a role that does not allow it, a model that nobody has. */
    private static boolean excused(Operation operation, HttpResponse<String> answer) {
        return answer.statusCode() == 403 || answer.statusCode() == 404 && operation.hasPathParameters();
    }

    @Test
    void refusesParametersThatComeTwiceOrInAnotherForm() throws Exception {
        // Given
        Map<String, List<String>> forms = Map.of(
                "integer", List.of("%2B5", "%205", "%D9%A5", "1e3", "5.0", "", "x"),
                "boolean", List.of("yes", "TRUE", "1", ""));
        List<String> wrong = new ArrayList<>();
        int tried = 0;

        // When
        for (Operation operation : operations) {
            if (LAST.contains(operation.id()) && !operation.id().equals("revokeSessions")
                    || operation.definition().path("responses").has("303")) {
                continue;
            }
            for (JsonNode parameter : operation.parameters("query")) {
                String name = parameter.path("name").asText();
                JsonNode schema = operation.resolved(parameter.path("schema"));
                List<String> queries = new ArrayList<>(List.of(name + "=1&" + name + "=1"));
                forms.getOrDefault(schema.path("type").asText(), List.of())
                        .forEach(form -> queries.add(name + "=" + form));
                for (String query : queries) {
                    HttpResponse<String> answer =
                            send(operation, path(operation) + "?" + query, operation.takesBody() ? "{}" : null);
                    tried++;
                    if (answer.statusCode() != 400 && answer.statusCode() != 403) {
                        wrong.add(operation.id() + "?" + query + " answers " + answer.statusCode());
                    }
                }
            }
        }

        // Then
        assertEquals(List.of(), wrong);
        assertTrue(tried >= 40, tried + " tried");
    }

    @Test
    void answersAsDocumentedWhereNothingIsWrong() throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> statuses = new TreeMap<>();
        for (Operation operation : operations) {
            if (operation.method().equals("GET")) {
                HttpResponse<String> answer = send(operation, path(operation), null);
                statuses.put(operation.id(), answer.statusCode());
                conformance.finding(operation, answer).ifPresent(why -> wrong.add(operation + " " + why));
            }
        }

        assertEquals(List.of(), wrong, statuses.toString());
        assertTrue(statuses.values().stream().filter(status -> status == 200).count() >= 30, statuses.toString());
    }

    @Test
    void aGeneratedJavaClientWalksTheSuite() throws Exception {
        GeneratedClients.java(document(), suite.address(), home.resolve("java"));
    }

    @Test
    void aGeneratedTypeScriptClientWalksTheSuite() throws Exception {
        GeneratedClients.typeScript(document(), suite.address(), home.resolve("typescript"));
    }

    @Test
    void theSnippetsOfTheClientGuideRunAsTheyStand() throws Exception {
        ClientGuide.run(suite.address(), home.resolve("guide"));
    }

    private static Path document() throws IOException {
        Path file = home.resolve("openapi.json");
        Files.writeString(file, document.toString());
        return file;
    }
}
