package dev.auspex.e2e.attack;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.auspex.e2e.suite.Client;

/**
 * The requests that one account sends at once, to exhaust the memory of a service or to open a circuit breaker.
 *
 * @param name     name of the attack
 * @param method   HTTP method of its requests
 * @param path     path of its requests
 * @param body     body of its requests
 * @param requests number of requests in progress at once
 * @param what     description
 */
record Attack(String name, String method, String path, byte[] body, int requests, String what) {

    private static final int TENSOR_ROWS = 20_000;
    private static final int EMPTY_OBJECTS = 345_000;
    private static final int PICTURE = 5_900_000;

    /** Returns inferences of 20,000 rows in JSON, 2 MiB each, with a model that every tenant may use. */
    static Attack tensors(int requests, Map<String, Object> features) {
        StringBuilder json = new StringBuilder("{\"inputs\":[");
        features.forEach((name, value) -> {
            boolean text = value instanceof String;
            String one = text ? "\"" + value + "\"" : "1";
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"name\":\"%s\",\"shape\":[%d,1],\"datatype\":\"%s\",\"data\":[%s]}",
                            name,
                            TENSOR_ROWS,
                            text ? "BYTES" : "FP32",
                            String.join(",", Collections.nCopies(TENSOR_ROWS, one))));
        });
        return of(
                "tensors",
                "POST",
                "/v2/models/churn/infer",
                json.append("]}").toString(),
                requests,
                requests + " inferences of 20,000 rows at once");
    }

    /** Returns predictions of 1 MiB of empty objects, each of which would become an object in memory. */
    static Attack objects(int requests) {
        String nested = String.join(",", Collections.nCopies(EMPTY_OBJECTS, "{}"));
        return of(
                "objects",
                "POST",
                "/api/v1/predictions",
                "{\"model\":\"churn\",\"features\":{\"tenure\":[" + nested + "]}}",
                requests,
                requests + " predictions of 1 MiB of {} at once");
    }

    /** Returns predictions of nearly 6 MiB, which is what the address accepts. */
    static Attack bodies(int requests) {
        return of(
                "bodies",
                "POST",
                "/api/v1/predictions",
                "{\"model\":\"digits\",\"features\":{\"image\":\"" + "A".repeat(PICTURE) + "\"}}",
                requests,
                requests + " predictions of 5.9 MB at once");
    }

    /** Returns descriptions of 1 MiB of empty features. */
    static Attack descriptions(int requests) {
        String nested = String.join(",", Collections.nCopies(EMPTY_OBJECTS, "{}"));
        return of(
                "descriptions",
                "PATCH",
                "/api/v1/models/attacked/versions/1",
                "{\"features\":[" + nested + "]}",
                requests,
                requests + " descriptions of 1 MiB of {} at once");
    }

    /** Returns small requests for outputs as large as the sender chooses, with a model that the attacker uploaded. */
    static Attack outputs(int requests, int elements) {
        return of(
                "outputs",
                "POST",
                "/v2/models/attacked/infer",
                "{\"inputs\":[{\"name\":\"n\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[" + elements + "]}]}",
                requests,
                requests + " inferences at once that make " + elements + " numbers each");
    }

    /**
     * Returns all attacks, as large as they were when they broke the suite, or a share of that if there is little time.
     */
    static List<Attack> all(Map<String, Object> features, double share) {
        return List.of(
                tensors(times(16, share), features),
                objects(times(30, share)),
                bodies(times(80, share)),
                descriptions(times(30, share)),
                outputs(times(8, share), 20_000_000));
    }

    /** Returns whether the attacker needs its own model. */
    boolean needsModel() {
        return path.contains("attacked");
    }

    private static int times(int requests, double share) {
        return Math.max(2, (int) Math.round(requests * share));
    }

    private static Attack of(String name, String method, String path, String body, int requests, String what) {
        return new Attack(name, method, path, body.getBytes(StandardCharsets.UTF_8), requests, what);
    }

    /** Returns a new email address for an account. */
    static String email(String name) {
        return name + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX) + "@attack.example";
    }

    /** Registers an account and returns its client. */
    static Client account(Client anonymous, String name) {
        return anonymous.with(anonymous.register(email(name), "a very long attack passphrase 77"));
    }
}
