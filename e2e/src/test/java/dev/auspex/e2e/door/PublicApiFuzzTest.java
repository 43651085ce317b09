package dev.auspex.e2e.door;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import dev.auspex.e2e.suite.Client;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Arbitrary input to every operation of the public API: no fault of ours, and answers as documented. */
class PublicApiFuzzTest {

    private static final Duration FUZZED = Duration.ofSeconds(Integer.getInteger("auspex.e2e.fuzz-seconds", 45));

    /** What the door or the framework may say to any request, besides what an operation documents. */
    private static final Set<Integer> ALWAYS = Set.of(400, 401, 403, 405, 406, 413, 414, 415, 429, 431);

    private static RunningApi api;

    @BeforeContainer
    static void start() throws Exception {
        api = new RunningApi(Files.createTempDirectory("auspex-fuzz"));
    }

    @AfterContainer
    static void stop() {
        api.close();
    }

    /** The seed is fixed, so that a failure tells of a change; without it every run takes another walk. */
    @Property(tries = 1, shrinking = ShrinkingMode.OFF, seed = "8802021870330951359")
    void answersArbitraryInputAsDocumented(@ForAll Random random) throws Exception {
        // Given
        Values values = new Values(random);
        String token = TokenIssuer.token(RunningApi.TENANT, RunningApi.ACCOUNT, RunningApi.upTo("owner"));
        TreeMap<String, String> findings = new TreeMap<>();
        long end = System.nanoTime() + FUZZED.toNanos();
        int sent = 0;

        // When
        while (System.nanoTime() < end) {
            for (Operation operation : api.operations()) {
                Attempt attempt = attempt(operation, values, random);
                sent++;
                HttpResponse<String> answer = answer(attempt, token);
                if (answer == null) {
                    findings.putIfAbsent(operation.id() + " silent", operation.id() + " no answer " + brief(attempt));
                    continue;
                }
                String finding = judge(operation, attempt, answer);
                if (finding != null) {
                    findings.putIfAbsent(operation.id() + " " + answer.statusCode(), finding);
                }
            }
        }

        // Then
        System.out.println(sent + " requests");
        assertEquals(List.of(), List.copyOf(findings.values()), sent + " requests");
        assertTrue(sent >= api.operations().size(), sent + " sent");
    }

    /** The answer, or null where there is none on a fresh connection either. */
    private static HttpResponse<String> answer(Attempt attempt, String token) throws InterruptedException {
        try {
            return api.send(attempt.request(token));
        } catch (IOException first) {
            try {
                return api.sendAlone(attempt.request(token));
            } catch (IOException second) {
                return null;
            }
        }
    }

    /** One request that may be anything. */
    private record Attempt(
            String method, String uri, String contentType, String body, boolean wellKnown, boolean broken) {

        HttpRequest.Builder request(String token) {
            HttpRequest.Builder request = api.request(uri);
            request.header("Authorization", "Bearer " + token);
            if (contentType != null) {
                request.header("Content-Type", contentType);
            }
            return request.method(
                    method,
                    body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        }
    }

    private static Attempt attempt(Operation operation, Values values, Random random) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters("path")) {
            String value =
                    values.chance(30) ? List.of("churn", "champion", "1", "2").get(random.nextInt(4)) : values.string();
            path = path.replace("{" + parameter.path("name").asText() + "}", encoded(value.isEmpty() ? "x" : value));
        }
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters("query")) {
            if (values.chance(60)) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(parameter.path("name").asText())
                        .append('=')
                        .append(encoded(values.chance(50) ? values.number() : values.string()));
            }
        }
        boolean otherMethod = values.chance(5);
        String method = otherMethod
                ? List.of("PUT", "PATCH", "DELETE", "POST", "TRACE").get(random.nextInt(5))
                : operation.method();
        if (!operation.takesBody()) {
            return new Attempt(method, path + query, null, null, !otherMethod, false);
        }
        boolean broken = values.chance(15);
        String type = values.chance(5)
                ? List.of("text/plain", "application/xml", "application/json; charset=x")
                        .get(random.nextInt(3))
                : operation.takesJson() ? "application/json" : "multipart/form-data; boundary=x";
        String body = broken || !operation.takesJson() ? values.broken() : values.json(operation, operation.body(), 0);
        return new Attempt(method, path + query, type, body, !otherMethod, broken);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String judge(Operation operation, Attempt attempt, HttpResponse<String> answer) {
        int status = answer.statusCode();
        String what = operation.id() + " " + attempt.method() + " " + status;
        // A service that is asked for what it cannot do in time says so; that is no fault of input.
        if (status >= 500 && !operation.statuses().contains(Integer.toString(status))) {
            return what + " " + brief(attempt) + " " + brief(answer.body());
        }
        if (status == 401 && !RunningApi.ofAuthService(operation)) {
            return what + " with a good token";
        }
        boolean documented = operation.statuses().contains(Integer.toString(status)) || ALWAYS.contains(status);
        boolean missing = status == 404 && (operation.hasPathParameters() || operation.takesBody());
        boolean conflict = status == 409 || status == 304 || status == 204;
        if (attempt.wellKnown() && !documented && !missing && !conflict) {
            return what + " is not documented " + brief(attempt);
        }
        if (status == 405 && answer.headers().firstValue("Allow").orElse("").isEmpty()) {
            return what + " does not say which methods are allowed";
        }
        Optional<String> untold = attempt.wellKnown() ? api.conformance().finding(operation, answer) : Optional.empty();
        if (untold.isPresent()) {
            return what + " " + untold.get() + " " + brief(attempt) + " " + brief(answer.body());
        }
        if (status >= 400 && !answer.body().isEmpty()) {
            return judgeRefusal(operation, what, answer);
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (status < 300 && type.startsWith("application/json") && !isJson(answer.body())) {
            return what + " is no JSON";
        }
        if (attempt.broken()
                && attempt.wellKnown()
                && operation.takesJson()
                && status < 300
                && !lenient(attempt.body())) {
            return what + " took a body that is no JSON " + brief(attempt);
        }
        return null;
    }

    /** What is JSON after all, with a byte order mark too (RFC 8259, section 8.1), or nothing, where a body may be left out. */
    private static boolean lenient(String body) {
        return body.isBlank() || isJson(body.startsWith("\uFEFF") ? body.substring(1) : body);
    }

    private static String judgeRefusal(Operation operation, String what, HttpResponse<String> answer) {
        String body = answer.body();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!isJson(body)) {
            return what + " refuses without JSON: " + brief(body);
        }
        if (operation.path().startsWith("/v2")) {
            return null;
        }
        if (!type.startsWith("application/problem+json")) {
            return what + " refuses as " + type;
        }
        if (body.contains("Exception")
                || body.contains("dev.auspex")
                || body.contains("java.")
                || body.contains("SELECT ")) {
            return what + " tells of its inside: " + brief(body);
        }
        return null;
    }

    private static boolean isJson(String text) {
        try {
            Client.JSON.readTree(text);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String brief(Attempt attempt) {
        return brief(attempt.uri()) + " " + brief(String.valueOf(attempt.body()));
    }

    private static String brief(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.substring(0, Math.min(160, printable.length()));
    }
}
