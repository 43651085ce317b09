package dev.auspex.auth.external;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.auth.AuthClient;
import dev.auspex.auth.AuthServers;
import dev.auspex.auth.external.ProviderStub.Discovery;
import dev.auspex.auth.totp.Codes;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@AuthServers
@WithTestResource(ProviderStub.class)
class ExternalTest {

    private static final String PATH = "/api/v1/auth/external";
    private static final String PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Test
    void signsSomebodyNewInAndKnowsThemAgainByTheirSubject() {
        // Given
        String subject = UUID.randomUUID().toString();
        String email = AuthClient.newEmail();
        given().get(PATH)
                .then()
                .statusCode(200)
                .body("configured", equalTo(true))
                .body("label", equalTo("Stub"));

        // When
        Response first = signIn(subject, email, true, "");

        // Then
        first.then().statusCode(303).header("Location", endsWith("/signed-in"));
        first.then().header("Set-Cookie", containsStringIgnoringCase("HttpOnly"));
        Response me = me(first);
        me.then().body("email", equalTo(email)).body("emailVerified", equalTo(true));
        Response again = signIn(subject, "changed-" + email, true, "");
        me(again).then().body("id", equalTo(me.path("id"))).body("email", equalTo(email));
        AuthClient.login(email, "some password at all").then().statusCode(401);
    }

    @Test
    void linksToAnAccountOnlyWhereBothKnowTheAddressToBeTheirs() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);

        // When
        Response unverifiedHere = signIn(UUID.randomUUID().toString(), email, true, "");
        Response unverifiedThere = signIn(UUID.randomUUID().toString(), AuthClient.newEmail(), false, "");

        // Then
        unverifiedHere.then().statusCode(403).contentType("application/problem+json");
        unverifiedThere.then().statusCode(403);
        AuthClient.verify(email).then().statusCode(204);
        me(signIn(UUID.randomUUID().toString(), email, true, ""))
                .then()
                .body("id", equalTo(session.account().toString()));
    }

    @Test
    void asksForTheSecondFactorHere() {
        // Given
        String email = AuthClient.newEmail();
        AuthClient.Session session = AuthClient.newSession(email);
        AuthClient.verify(email).then().statusCode(204);
        String secret = AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/second-factor/totp")
                .path("secret");
        AuthClient.as(session)
                .body(Map.of("code", Codes.of(secret, 0)))
                .post("/api/v1/auth/second-factor/totp/confirm")
                .then()
                .statusCode(200);

        // When
        Response redirected = signIn(UUID.randomUUID().toString(), email, true, "");

        // Then
        redirected.then().statusCode(303);
        String location = redirected.header("Location");
        assertTrue(location.contains("/sign-in#challenge="), location);
        given().contentType(ContentType.JSON)
                .body(Map.of("challenge", location.substring(location.indexOf('=') + 1), "code", Codes.of(secret, 1)))
                .post("/api/v1/auth/login/second-factor")
                .then()
                .statusCode(200)
                .body("refreshToken", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "audience", "expired", "nonce", "key", "none"})
    void refusesIdentityTokensThatAreNotRight(String fault) {
        signIn(UUID.randomUUID().toString(), AuthClient.newEmail(), true, fault)
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void refusesAnswersThatDidNotBeginInThisBrowser() throws Exception {
        // Given
        Response started = start();
        URI answer = atProvider(started, "s|" + AuthClient.newEmail() + "|true|");
        Response other = start();

        // When
        Response withoutCookie = given().redirects().follow(false).get(PATH + "/callback?" + answer.getRawQuery());
        Response withAnothers = given().redirects()
                .follow(false)
                .cookie("auspex_external", other.cookie("auspex_external"))
                .get(PATH + "/callback?" + answer.getRawQuery());

        // Then
        withoutCookie.then().statusCode(401);
        withAnothers.then().statusCode(401);
        assertNotEquals(started.cookie("auspex_external"), other.cookie("auspex_external"));
        given().cookie("auspex_external", "AAAA")
                .get(PATH + "/callback?code=x&state=y")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @EnumSource(
            value = Discovery.class,
            names = {"TOO_LONG", "ENDLESS", "REDIRECT", "NO_ADDRESS"})
    void trustsNoAnswerOfTheProviderTooFar(Discovery discovery) {
        // Given
        ProviderStub.discovery(discovery);
        try {
            // When
            Response program = given().redirects().follow(false).get(PATH + "/start");
            Response person = given().redirects().follow(false).accept(PAGE).get(PATH + "/start");

            // Then
            program.then().statusCode(502).contentType("application/problem+json");
            person.then().statusCode(303).header("Location", endsWith("/sign-in#error=upstream-failed"));
        } finally {
            ProviderStub.discovery(Discovery.GOOD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, "text/html"})
    void sendsAPersonBackToThePageWithTheReason(String accept) {
        // Given
        String unverified = AuthClient.newEmail();
        AuthClient.newSession(unverified);

        // When
        Response refused = given().redirects()
                .follow(false)
                .accept(accept)
                .cookie("auspex_external", "AAAA")
                .get(PATH + "/callback?code=x&state=y");
        Response said = given().redirects().follow(false).accept(accept).get(PATH + "/callback?error=access_denied");
        Response forbidden = signIn(accept, UUID.randomUUID().toString(), unverified, true, "");
        Response good = signIn(accept, UUID.randomUUID().toString(), AuthClient.newEmail(), true, "");

        // Then
        refused.then()
                .statusCode(303)
                .header("Location", equalTo("http://localhost:8080/sign-in#error=unauthenticated"));
        said.then().statusCode(303).header("Location", endsWith("/sign-in#error=unauthenticated"));
        forbidden.then().statusCode(303).header("Location", endsWith("/sign-in#error=forbidden"));
        assertNull(forbidden.cookie("auspex_refresh"));
        good.then().statusCode(303).header("Location", endsWith("/signed-in"));
    }

    private static Response start() {
        Response started = given().redirects().follow(false).get(PATH + "/start");
        started.then().statusCode(303);
        return started;
    }

    /** Sends the browser to the provider, as somebody; gives where it is sent back to. */
    private static URI atProvider(Response started, String hint) throws Exception {
        String address = started.header("Location") + "&login_hint=" + URLEncoder.encode(hint, StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Void> redirect = http.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding());
            assertEquals(302, redirect.statusCode());
            return URI.create(redirect.headers().firstValue("Location").orElseThrow());
        }
    }

    private static Response signIn(String subject, String email, boolean verified, String fault) {
        return signIn("*/*", subject, email, verified, fault);
    }

    private static Response signIn(String accept, String subject, String email, boolean verified, String fault) {
        try {
            Response started = start();
            URI answer = atProvider(started, String.join("|", subject, email, Boolean.toString(verified), fault));
            return given().redirects()
                    .follow(false)
                    .accept(accept)
                    .cookie("auspex_external", started.cookie("auspex_external"))
                    .get(PATH + "/callback?" + answer.getRawQuery());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Response me(Response signedIn) {
        Response tokens = given().contentType(ContentType.JSON)
                .header("X-Session-Mode", "browser")
                .cookie("auspex_refresh", signedIn.cookie("auspex_refresh"))
                .body("{}")
                .post("/api/v1/auth/refresh");
        tokens.then().statusCode(200);
        return AuthClient.me(tokens.path("accessToken"));
    }
}
