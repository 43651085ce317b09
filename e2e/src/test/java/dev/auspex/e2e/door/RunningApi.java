package dev.auspex.e2e.door;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

import dev.auspex.e2e.suite.Client;
import dev.auspex.e2e.suite.Suite;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A suite that believes tokens signed here, so that there is one of each role and scope, and the operations of its API. */
final class RunningApi implements AutoCloseable {

    static final UUID TENANT = UUID.randomUUID();
    static final UUID ACCOUNT = UUID.randomUUID();
    static final List<String> ROLES = List.of("member", "analyst", "admin", "owner");

    private static final List<String> AUTH_SERVICE = List.of(
            "/api/v1/auth/",
            "/api/v1/account/",
            "/api/v1/api-keys",
            "/api/v1/audit",
            "/api/v1/invitations/",
            "/api/v1/tenant");

    private static final int PORT_OFFSET = Integer.getInteger("auspex.e2e.port-offset", 500);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final TokenIssuer issuer = new TokenIssuer();
    private final Suite suite;
    private final List<Operation> operations;
    private Conformance conformance;

    RunningApi(Path home) throws IOException, InterruptedException {
        Map<String, String> keys = issuer.start();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", keys.get("AUSPEX_JWKS_URL"));
        environment.put("MP_JWT_VERIFY_ISSUER", keys.get("AUSPEX_ISSUER"));
        for (String limit : new String[] {"STANDARD", "AUTH", "PUBLIC", "UNAUTHENTICATED"}) {
            environment.put("AUSPEX_LIMIT_" + limit + "_RATE", "100000");
            environment.put("AUSPEX_LIMIT_" + limit + "_BURST", "100000");
        }
        suite = new Suite(home, PORT_OFFSET, environment);
        suite.start();
        operations = awaitOperations();
    }

    Conformance conformance() {
        return conformance;
    }

    List<Operation> operations() {
        return operations;
    }

    /** Whether the auth service answers it, which believes only tokens that it signed itself. */
    static boolean ofAuthService(Operation operation) {
        return AUTH_SERVICE.stream().anyMatch(operation.path()::startsWith);
    }

    /** A role's own name and those of the roles that it includes. */
    static String[] upTo(String role) {
        return ROLES.subList(0, ROLES.indexOf(role) + 1).toArray(String[]::new);
    }

    /** The gateway has the document once each service has given its own. */
    private List<Operation> awaitOperations() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            HttpResponse<String> answer = send(request("/api/openapi.json").GET());
            if (answer.statusCode() == 200) {
                JsonNode document = Client.JSON.readTree(answer.body());
                if (!document.has("x-auspex-missing")) {
                    conformance = new Conformance(document);
                    return Operation.all(document);
                }
            }
            assertTrue(System.nanoTime() < end, "no whole API document: " + answer.statusCode());
            Thread.sleep(200);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(suite.address() + path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends on a connection of its own: a kept one may have been closed meanwhile, after an answer to what could not be read. */
    HttpResponse<String> sendAlone(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient fresh = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return fresh.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        suite.close();
        issuer.stop();
    }
}
