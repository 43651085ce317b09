package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.auspex.localstack.StackException;

/** Builds a command for people to paste: a prediction with the examples from the schema. */
final class FirstPrediction {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "churn";

    private FirstPrediction() {}

    /** Returns the body of the request, or empty if there is no model package. */
    static Optional<String> body(Path packages) {
        Path model = packages.resolve(MODEL);
        try {
            Path aliases = model.resolve("aliases.json");
            if (!Files.exists(aliases)) {
                return Optional.empty();
            }
            String champion = JSON.readTree(aliases.toFile()).path("champion").asText();
            JsonNode schema =
                    JSON.readTree(model.resolve(champion).resolve("model.json").toFile());
            ObjectNode body = JSON.createObjectNode().put("model", MODEL);
            ObjectNode features = body.putObject("features");
            schema.path("features")
                    .forEach(feature -> features.set(feature.path("name").asText(), feature.path("example")));
            return Optional.of(JSON.writeValueAsString(body));
        } catch (IOException e) {
            throw new StackException("The model package in " + model + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns one command for a POSIX shell that signs in and requests a prediction. */
    static String curl(String address, DemoAccount account, String body) {
        String token = "$(curl -s " + address + "/api/v1/auth/login -H 'Content-Type: application/json' -d "
                + quote(account.credentials()) + " | sed 's/.*\"accessToken\":\"\\([^\"]*\\)\".*/\\1/')";
        return "curl -s " + address + "/api/v1/predictions -H \"Authorization: Bearer " + token
                + "\" -H 'Content-Type: application/json' -d " + quote(body);
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
