package dev.auspex.e2e.door;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.e2e.suite.Client;
import dev.auspex.localstack.testing.TokenIssuer;

import static dev.auspex.e2e.door.RunningApi.ACCOUNT;
import static dev.auspex.e2e.door.RunningApi.ROLES;
import static dev.auspex.e2e.door.RunningApi.TENANT;
import static dev.auspex.e2e.door.RunningApi.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who may use each operation of the public API, as the suite's own OpenAPI document lists them, through the gateway.
 */
class PublicApiTest {

    private static final List<String> SCOPES = List.of("read", "infer", "manage");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path home;

    private static RunningApi api;

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(home);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static HttpRequest.Builder request(String path) {
        return api.request(path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return api.send(request);
    }

    /** One line of authorisation.csv. */
    private record Rule(String access, String role, String scope) {

        boolean allowsRole(String role) {
            return access.equals("public") || ROLES.indexOf(role) >= ROLES.indexOf(this.role);
        }

        boolean allowsScope(String scope) {
            return access.equals("public")
                    || (access.equals("all")
                            && List.of(this.scope.split(" or ")).contains(scope));
        }
    }

    private static Map<String, Rule> rules() throws IOException {
        Map<String, Rule> rules = new TreeMap<>();
        try (var in = PublicApiTest.class.getResourceAsStream("/authorisation.csv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("operation,"))
                    .forEach(line -> {
                        String[] cells = line.split(",", -1);
                        rules.put(cells[0], new Rule(cells[1], cells[2], cells[3]));
                    });
        }
        return rules;
    }

    /** Everybody there is, by name. */
    private static Map<String, String> callers() {
        Map<String, String> callers = new LinkedHashMap<>();
        callers.put("anonymous", null);
        callers.put("nonsense", "nonsense");
        callers.put("nobody", TokenIssuer.token(TENANT, ACCOUNT));
        for (String role : ROLES) {
            callers.put(role, TokenIssuer.token(TENANT, ACCOUNT, upTo(role)));
        }
        for (String scope : SCOPES) {
            callers.put("key " + scope, key(scope));
        }
        callers.put("key without scope", key(""));
        return callers;
    }

    /** What an owner's API key is exchanged for. */
    private static String key(String scope) {
        return TokenIssuer.claims(TENANT, ACCOUNT, upTo("owner"))
                .text("api_key", UUID.randomUUID().toString())
                .text("scope", scope)
                .sign();
    }

    private static boolean allowed(Rule rule, String caller) {
        if (rule.access().equals("public")) {
            return true;
        }
        if (caller.startsWith("key ")) {
            return rule.allowsScope(caller.substring(4));
        }
        return ROLES.contains(caller) && rule.allowsRole(caller);
    }

    private static int status(Operation operation, String token) throws IOException, InterruptedException {
        return status(operation, token, operation.takesJson() ? "{}" : "--x--\r\n");
    }

    private static int status(Operation operation, String token, String body) throws IOException, InterruptedException {
        // A name that nobody has: what is asked here is who may ask.
        String path = operation
                .path()
                .replaceAll("\\{id}", UUID.randomUUID().toString())
                .replaceAll("\\{[^}]*}", "no-such-thing");
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (operation.takesBody()) {
            request.header(
                    "Content-Type", operation.takesJson() ? "application/json" : "multipart/form-data; boundary=x");
        }
        request.method(
                operation.method(),
                operation.takesBody()
                        ? HttpRequest.BodyPublishers.ofString(body)
                        : HttpRequest.BodyPublishers.noBody());
        return send(request).statusCode();
    }

    @Test
    void letsInWhoMayAndNobodyElse() throws Exception {
        // Given
        Map<String, Rule> rules = rules();
        Set<String> unknown = new TreeSet<>();
        api.operations().forEach(operation -> {
            if (!rules.containsKey(operation.id())) {
                unknown.add(operation.toString());
            }
        });
        assertEquals(Set.of(), unknown, "not in authorisation.csv: say there who may use them");

        // When
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Operation operation : api.operations()) {
            Rule rule = rules.get(operation.id());
            for (Map.Entry<String, String> caller : callers().entrySet()) {
                int status = status(operation, caller.getValue());
                tried++;
                boolean in = status != 401 && status != 403;
                boolean may = allowed(rule, caller.getKey());
                boolean signIn =
                        rule.access().equals("public") && operation.path().startsWith("/api/v1/auth/");
                boolean known =
                        !caller.getKey().equals("anonymous") && !caller.getKey().equals("nonsense");
                // The auth service believes only tokens that it signed itself.
                boolean noAccount = RunningApi.ofAuthService(operation) && status == 401 && may;
                if ((in != may && !signIn && !noAccount) || status >= 500 || (!known && !may && status != 401)) {
                    wrong.add(operation + " as " + caller.getKey() + ": " + status);
                }
            }
        }

        // Then
        assertEquals(List.of(), wrong, wrong.size() + " of " + tried);
        assertTrue(tried >= 300, tried + " tried");
    }

    @Test
    void judgesWhoAsksBeforeTheBodyIsRead() throws Exception {
        // Given
        Map<String, Rule> rules = rules();

        // When
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Operation operation : api.operations()) {
            Rule rule = rules.get(operation.id());
            if (!operation.takesJson() || rule.access().equals("public")) {
                continue;
            }
            for (Map.Entry<String, String> caller : callers().entrySet()) {
                if (allowed(rule, caller.getKey())) {
                    continue;
                }
                boolean known =
                        !caller.getKey().equals("anonymous") && !caller.getKey().equals("nonsense");
                for (String body : List.of("{", "[1]", "{\"nonsense\": [true]}")) {
                    int status = status(operation, caller.getValue(), body);
                    tried++;
                    // The auth service believes only tokens that it signed itself.
                    boolean told = status == 401 || (known && status == 403);
                    if (!told || (known && status == 401 && !RunningApi.ofAuthService(operation))) {
                        wrong.add(operation + " as " + caller.getKey() + " with " + body + ": " + status);
                    }
                }
            }
        }

        // Then
        assertEquals(List.of(), wrong, wrong.size() + " of " + tried);
        assertTrue(tried >= 100, tried + " tried");
    }

    @Test
    void refusesAnIdempotencyKeyWhereSomethingWouldBeChanged() throws Exception {
        // Given
        String owner = TokenIssuer.token(TENANT, ACCOUNT, upTo("owner"));

        for (String path : List.of("/api/v1/predictions", "/api/v1/models/churn/versions/2/load")) {
            // When
            HttpResponse<String> answer = send(request(path)
                    .header("Authorization", "Bearer " + owner)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "\"7f1c\"")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));

            // Then
            assertEquals(400, answer.statusCode(), path);
            assertTrue(answer.body().contains("`Idempotency-Key` is not supported"), answer.body());
        }
        assertEquals(
                200,
                send(request("/api/v1/models")
                                .header("Authorization", "Bearer " + owner)
                                .header("Idempotency-Key", "\"7f1c\"")
                                .GET())
                        .statusCode());
    }

    @Test
    void namesTheMethodsOfAnAddressThatIsAskedWithAnother() throws Exception {
        // Given
        String token = TokenIssuer.token(TENANT, ACCOUNT, upTo("owner"));
        Map<String, Set<String>> methods = new TreeMap<>();
        api.operations().forEach(operation -> methods.computeIfAbsent(operation.path(), path -> new TreeSet<>())
                .add(operation.method()));

        // When
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (Map.Entry<String, Set<String>> address : methods.entrySet()) {
            String path = address.getKey()
                    .replaceAll("\\{id}", UUID.randomUUID().toString())
                    .replaceAll("\\{[^}]*}", "no-such-thing");
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                if (address.getValue().contains(method)) {
                    continue;
                }
                HttpResponse<String> answer = send(request(path)
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.noBody()));
                List<String> allowed =
                        List.of(answer.headers().firstValue("Allow").orElse("").split(", "));
                if (answer.statusCode() == 405) {
                    refused++;
                }
                if (answer.statusCode() == 405
                        && (!allowed.containsAll(address.getValue()) || allowed.contains(method))) {
                    wrong.add(method + " " + address.getKey() + ": " + allowed + ", takes " + address.getValue());
                }
            }
        }

        // Then
        assertEquals(List.of(), wrong);
        assertTrue(refused >= 100, refused + " refused");
    }

    @Test
    void listsNoOperationThatIsGone() throws IOException {
        Set<String> gone = new TreeSet<>(rules().keySet());
        api.operations().forEach(operation -> gone.remove(operation.id()));

        assertEquals(Set.of(), gone, "in authorisation.csv but not in the API document");
    }

    @Test
    void keepsWhatIsATenantsFromTheOthers() throws Exception {
        // Given
        String owner = TokenIssuer.token(TENANT, ACCOUNT, upTo("owner"));
        String colleague = TokenIssuer.token(TENANT, UUID.randomUUID(), upTo("member"));
        String stranger = TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), upTo("owner"));
        String visitor = TokenIssuer.token(UUID.randomUUID(), ACCOUNT, upTo("owner"));
        ModelVersion champion = Client.JSON.readValue(
                send(request("/api/v1/models/churn/versions/champion")
                                .header("Authorization", "Bearer " + owner)
                                .GET())
                        .body(),
                ModelVersion.class);
        HttpResponse<String> made = send(request("/api/v1/predictions")
                .header("Authorization", "Bearer " + owner)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Client.JSON.writeValueAsString(
                        new PredictionRequest("churn", null, Client.examples(champion))))));
        String id = Client.expect(201, made, Prediction.class).id().toString();

        // When
        Map<String, Integer> statuses = new TreeMap<>();
        Map.of("owner", owner, "colleague", colleague, "stranger", stranger, "same account, other tenant", visitor)
                .forEach((who, token) -> statuses.put(who, read(id, token)));

        // Then
        assertEquals(
                Map.of("owner", 200, "colleague", 200, "stranger", 404, "same account, other tenant", 404), statuses);
    }

    private static int read(String id, String token) {
        try {
            return send(request("/api/v1/predictions/" + id)
                            .header("Authorization", "Bearer " + token)
                            .GET())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
