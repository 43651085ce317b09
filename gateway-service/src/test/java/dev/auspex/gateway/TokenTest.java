package dev.auspex.gateway;

import java.util.UUID;
import java.util.stream.Stream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class TokenTest {

    static Stream<String> wrongTokens() {
        UUID tenant = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        String good = TokenIssuer.token(tenant, account, Role.MEMBER);
        return Stream.of(
                "Bearer " + TokenIssuer.expired(tenant, account, Role.MEMBER),
                "Bearer " + TokenIssuer.forAnotherAudience(tenant, account, Role.MEMBER),
                "Bearer " + TokenIssuer.fromAnotherIssuer(tenant, account, Role.MEMBER),
                "Bearer " + TokenIssuer.signedWithAnotherKey(tenant, account, Role.MEMBER),
                "Bearer " + TokenIssuer.unsigned(tenant, account, Role.MEMBER),
                "Bearer " + good.substring(0, good.length() - 8),
                "Bearer " + good + "." + good,
                "Bearer x",
                "Bearer ",
                "Bearer " + "a".repeat(9000),
                "Basic dXNlcjpwYXNzd29yZA==",
                good);
    }

    @ParameterizedTest
    @MethodSource("wrongTokens")
    void rejectsTokenThatIsNotGood(String authorization) {
        given().header("Authorization", authorization)
                .get("/api/v1/predictions")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"auspex\", error=\"invalid_token\""))
                .header("X-Request-Id", notNullValue())
                .body("status", equalTo(401), "type", equalTo("https://auspex.dev/problems/unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/predictions", "/api/v1/models", "/api/v1/monitoring/models", "/api/v1/auth/me"})
    void asksForTokenWhereThereIsNone(String path) {
        given().get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"auspex\""))
                .body("detail", containsString("access token"));
    }

    @Test
    void refusesInTheProtocolsFormBelowV2() {
        given().get("/v2/models/churn")
                .then()
                .statusCode(401)
                .contentType("application/json")
                .header("WWW-Authenticate", equalTo("Bearer realm=\"auspex\""))
                .body("error", containsString("access token"));
    }

    @Test
    void rejectsTwoTokens() {
        String answer =
                Raw.get("/api/v1/models", "Authorization: " + Tokens.anybody(), "Authorization: " + Tokens.anybody());

        org.junit.jupiter.api.Assertions.assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
    }

    @Test
    void tellsNothingAboutWhyTokenWasRejected() {
        // When
        Response answer = given().header(
                        "Authorization", "Bearer " + TokenIssuer.unsigned(UUID.randomUUID(), UUID.randomUUID()))
                .get("/api/v1/models");

        // Then
        answer.then().body(not(containsString("alg"))).body(not(containsString("Exception")));
    }
}
