package dev.auspex.localstack.suite;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.server.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoAccountTest {

    private final Map<String, String> passwords = new HashMap<>();

    @TempDir
    Path folder;

    private HttpServer auth;
    private SecretFile file;
    private boolean broken;
    private int failures;

    @BeforeEach
    void startAuth() throws Exception {
        file = SecretFile.at(folder.resolve("demo-account.json"));
        auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        auth.createContext("/api/v1/auth/register", this::register);
        auth.createContext("/api/v1/auth/login", this::login);
        auth.start();
    }

    @AfterEach
    void stopAuth() {
        auth.stop(0);
    }

    @Test
    void isRegisteredOnceAndKept() {
        // When
        DemoAccount first = DemoAccount.ensure(address(), file);
        DemoAccount second = DemoAccount.ensure(address(), file);

        // Then
        assertEquals("demo@auspex.local", first.email());
        assertTrue(first.password().length() >= 12);
        assertEquals(first, second);
        assertEquals(1, passwords.size());
    }

    @Test
    void isRegisteredAgainWhenTheDataNoLongerKnowIt() {
        // Given
        DemoAccount first = DemoAccount.ensure(address(), file);
        passwords.clear();

        // When
        DemoAccount second = DemoAccount.ensure(address(), file);

        // Then
        assertEquals(first, second);
        assertEquals(first.password(), passwords.get("demo@auspex.local"));
    }

    @Test
    void takesAnotherNameWhenItsPasswordIsLost() {
        // Given
        DemoAccount.ensure(address(), file);
        file.delete();

        // When
        DemoAccount second = DemoAccount.ensure(address(), file);

        // Then
        assertTrue(second.email().matches("demo-[0-9a-f]{6}@auspex\\.local"), second.email());
    }

    @Test
    void saysWhyItWasRefused() {
        // Given
        broken = true;

        // When
        StackException failure = assertThrows(StackException.class, () -> DemoAccount.ensure(address(), file));

        // Then
        assertTrue(failure.getMessage().contains("503"), failure.getMessage());
    }

    @Test
    void keepsTheAccountWhileTheSuiteIsNotWhole() {
        // Given
        DemoAccount first = DemoAccount.ensure(address(), file);
        broken = true;

        // When
        StackException failure = assertThrows(StackException.class, () -> DemoAccount.ensure(address(), file));

        // Then
        assertTrue(failure.getMessage().contains("503"), failure.getMessage());
        assertEquals(first, DemoAccount.kept(file));
        assertEquals(1, passwords.size());
    }

    @Test
    void asksOnceMoreWhereTheFirstAnswerIsAFault() {
        // Given
        failures = 1;

        // When
        DemoAccount account = DemoAccount.ensure(address(), file);

        // Then
        assertEquals("demo@auspex.local", account.email());
    }

    @Test
    void saysThatNobodyAnswers() {
        // Given
        String address = address();
        auth.stop(0);

        // When
        StackException failure = assertThrows(StackException.class, () -> DemoAccount.ensure(address, file));

        // Then
        assertTrue(failure.getMessage().contains("is not responding"), failure.getMessage());
    }

    private String address() {
        return "http://127.0.0.1:" + auth.getAddress().getPort();
    }

    private void register(HttpExchange exchange) throws java.io.IOException {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        if (failures-- > 0) {
            answer(exchange, 500);
            return;
        }
        boolean known = passwords.containsKey(body.path("email").asText());
        if (!known && !broken) {
            passwords.put(body.path("email").asText(), body.path("password").asText());
        }
        answer(exchange, broken ? 503 : known ? 409 : 201);
    }

    private void login(HttpExchange exchange) throws java.io.IOException {
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        String password = passwords.get(body.path("email").asText());
        answer(exchange, broken ? 503 : body.path("password").asText().equals(password) ? 200 : 401);
    }

    private static void answer(HttpExchange exchange, int status) throws java.io.IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
