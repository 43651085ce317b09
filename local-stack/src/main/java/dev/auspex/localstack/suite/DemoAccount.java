package dev.auspex.localstack.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.server.SecretFile;
import dev.auspex.localstack.server.Secrets;

/**
 * An account for exploring the suite, registered through its public API at the first start.
 *
 * @param email    address to sign in with
 * @param password random password, kept in a file that only its owner can read
 */
record DemoAccount(String email, String password) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMAIL = "demo@auspex.local";
    /** Time limit for the first request that the suite answers, on a machine that is busy starting it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;

    /**
     * Signs in to the stored account. Registers an account if there is none, or if the data does
     * not contain it any more.
     */
    static DemoAccount ensure(String address, SecretFile file) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            if (file.exists()) {
                DemoAccount kept = kept(file);
                int status = kept.post(client, address, "login").statusCode();
                if (status == OK) {
                    return kept;
                }
                if (status >= SERVER_ERROR) {
                    throw new StackException("Sign-in as " + kept.email() + " failed with status " + status + ".");
                }
            }
            DemoAccount account = file.exists() ? kept(file) : new DemoAccount(EMAIL, Secrets.hex(10));
            HttpResponse<String> answer = account.post(client, address, "register");
            if (answer.statusCode() == CONFLICT) {
                // The old account's password was lost with the file, so create a second account.
                account = new DemoAccount("demo-" + Secrets.hex(3) + "@auspex.local", account.password());
                answer = account.post(client, address, "register");
            }
            if (answer.statusCode() != CREATED) {
                throw new StackException("Registration of the demo account failed with status " + answer.statusCode()
                        + ": " + answer.body());
            }
            file.write(JSON.writeValueAsString(Map.of("email", account.email(), "password", account.password())));
            return account;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings are always JSON", e);
        }
    }

    /** Returns the stored account. */
    static DemoAccount kept(SecretFile file) {
        try {
            JsonNode kept = JSON.readTree(file.read());
            return new DemoAccount(
                    kept.path("email").asText(), kept.path("password").asText());
        } catch (JsonProcessingException e) {
            throw new StackException(
                    "The file of the demo account is damaged. Delete it and start the suite again.", e);
        }
    }

    /** Returns the body of a sign-in request. */
    String credentials() {
        try {
            return JSON.writeValueAsString(
                    JSON.createObjectNode().put("email", email).put("password", password));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings are always JSON", e);
        }
    }

    /**
     * Sends a request, and repeats it once if the suite was slow or still missing parts. A registration that
     * succeeded twice is a conflict.
     */
    private HttpResponse<String> post(HttpClient client, String address, String operation) {
        try {
            HttpResponse<String> answer = postOnce(client, address, operation);
            if (answer.statusCode() < SERVER_ERROR) {
                return answer;
            }
        } catch (StackException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        return postOnce(client, address, operation);
    }

    private HttpResponse<String> postOnce(HttpClient client, String address, String operation) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/v1/auth/" + operation))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(credentials()))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StackException("Auspex is not responding at " + address + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the demo account was being created.", e);
        }
    }
}
