package dev.auspex.localstack.suite;

import java.util.Map;
import java.util.TreeMap;

import dev.auspex.localstack.StackException;

/**
 * The suite's ports on this machine. The servers avoid their usual ports, which an installed server may use.
 *
 * @param offset added to each port, so that two suites can run side by side
 */
record SuitePorts(int offset) {

    /** Name of the Kafka controller's port, which is one above Kafka's own. */
    static final String KAFKA_CONTROLLER = "kafka-controller";

    private static final Map<String, Integer> PORTS = Map.of(
            "gateway",
            8080,
            "auth",
            8081,
            "prediction",
            8082,
            "model",
            8083,
            "monitoring",
            8084,
            "postgres",
            15432,
            "redis",
            16379,
            "kafka",
            19092,
            KAFKA_CONTROLLER,
            19093);

    private static final int MANAGEMENT = 1000;
    private static final int LARGEST_OFFSET = 40_000;

    SuitePorts {
        if (offset < 0 || offset > LARGEST_OFFSET) {
            throw new StackException(
                    "AUSPEX_PORT_OFFSET is " + offset + ", but it must be between 0 and " + LARGEST_OFFSET + ".");
        }
    }

    static SuitePorts fromEnvironment() {
        String offset = System.getenv().getOrDefault("AUSPEX_PORT_OFFSET", "0");
        try {
            return new SuitePorts(Integer.parseInt(offset.strip()));
        } catch (NumberFormatException e) {
            throw new StackException("AUSPEX_PORT_OFFSET is \"" + offset + "\", but it must be a whole number.", e);
        }
    }

    int of(String part) {
        return PORTS.get(part) + offset;
    }

    int managementOf(String service) {
        return of(service) + MANAGEMENT;
    }

    /** Returns every port that a part listens on, with a description. */
    Map<Integer, String> ofPart(String part) {
        Map<Integer, String> all = new TreeMap<>();
        switch (part) {
            case "postgres" -> all.put(of(part), "PostgreSQL");
            case "redis" -> all.put(of(part), "Redis");
            case "kafka" -> {
                all.put(of(part), "Kafka");
                all.put(of(KAFKA_CONTROLLER), "Kafka's controller");
            }
            default -> {
                all.put(of(part), part);
                all.put(managementOf(part), part + " (health and metrics)");
            }
        }
        return all;
    }

    String url(String service) {
        return "http://127.0.0.1:" + of(service);
    }

    String managementUrl(String service) {
        return "http://127.0.0.1:" + managementOf(service);
    }

    /** Returns the address that people use, which is also the issuer of tokens. */
    String publicUrl() {
        return "http://localhost:" + of("gateway");
    }
}
