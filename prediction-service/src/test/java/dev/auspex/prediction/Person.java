package dev.auspex.prediction;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;

/** A member of a tenant who uses the API. */
public record Person(UUID tenant, String token) {

    public static final String PATH = "/api/v1/predictions";

    /** The first member of a new tenant. */
    public static Person ofNewTenant() {
        UUID tenant = UUID.randomUUID();
        return new Person(tenant, TokenIssuer.token(tenant, UUID.randomUUID(), Role.MEMBER));
    }

    /** The {@code Authorization} header. */
    public String bearer() {
        return "Bearer " + token;
    }

    public RequestSpecification call() {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    public Response predict(String model, String version, Map<String, Object> features) {
        return call().body(body(model, version, features)).post(PATH);
    }

    /** Asks churn's champion about the example customer. */
    public Response predict() {
        return predict("churn", null, Schemas.examples("churn-2"));
    }

    public static Map<String, Object> body(String model, String version, Map<String, Object> features) {
        Map<String, Object> body = new HashMap<>();
        body.put("model", model);
        body.put("features", features);
        if (version != null) {
            body.put("version", version);
        }
        return body;
    }
}
