package dev.auspex.auth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

import static io.restassured.RestAssured.given;

/** The service as a client sees it. */
public final class AuthClient {

    public static final String PASSWORD = "three quiet herons by the mill";

    private AuthClient() {}

    public static String newEmail() {
        return UUID.randomUUID() + "@example.org";
    }

    public static Response register(String email, String password) {
        return post("/register", Map.of("email", email, "password", password));
    }

    public static Response login(String email, String password) {
        return post("/login", Map.of("email", email, "password", password));
    }

    public static Response refresh(String refreshToken) {
        return post("/refresh", Map.of("refreshToken", refreshToken));
    }

    public static Response logout(String refreshToken) {
        return post("/logout", Map.of("refreshToken", refreshToken));
    }

    /** A request with an access token. */
    public static RequestSpecification as(Session session) {
        return given().header("Authorization", "Bearer " + session.accessToken())
                .contentType(ContentType.JSON);
    }

    public static Response me(String accessToken) {
        return given().header("Authorization", "Bearer " + accessToken).get("/api/v1/auth/me");
    }

    public static Response post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post("/api/v1/auth" + path);
    }

    public static Session newSession() {
        return newSession(newEmail());
    }

    public static Session newSession(String email) {
        Response response = register(email, PASSWORD);
        response.then().statusCode(201);
        return session(response);
    }

    /** Somebody new who opened the link that verifies the address. */
    public static Session newVerifiedSession() {
        String email = newEmail();
        Session session = newSession(email);
        verify(email).then().statusCode(204);
        return session;
    }

    /** Takes the link in the mail to an address, with {@link #PASSWORD}. */
    public static Response verify(String email) {
        return post(
                "/email/verify", Map.of("token", MailBox.token(MailBox.await(email, "Verify")), "password", PASSWORD));
    }

    public static Session session(Response response) {
        JsonPath body = response.jsonPath();
        return new Session(body.getString("accessToken"), body.getString("refreshToken"));
    }

    /** Sends the same request so many times at once. */
    public static List<HttpResponse<String>> postAtOnce(String path, List<String> bodies) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
            for (String body : bodies) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://localhost:" + RestAssured.port + "/api/v1/auth" + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                pending.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            return pending.stream().map(CompletableFuture::join).toList();
        }
    }

    /** The tokens of a session. */
    public record Session(String accessToken, String refreshToken) {

        public JsonPath claims() {
            return JsonPath.from(
                    new String(Base64.getUrlDecoder().decode(accessToken.split("\\.", -1)[1]), StandardCharsets.UTF_8));
        }

        public UUID id() {
            return UUID.fromString(claims().getString("sid"));
        }

        public UUID tenant() {
            return UUID.fromString(claims().getString("tenant"));
        }

        public UUID account() {
            return UUID.fromString(claims().getString("sub"));
        }
    }
}
