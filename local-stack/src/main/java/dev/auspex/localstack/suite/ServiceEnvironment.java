package dev.auspex.localstack.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.localstack.server.Database;

/** The environment variables of each service: the same names as in any deployment, and only those that it needs. */
final class ServiceEnvironment {

    /** Variables that a service must not inherit from the caller: this suite sets its own addresses and secrets. */
    private static final List<String> OWN = List.of(
            "AUSPEX_DB_",
            "AUSPEX_REDIS_URL",
            "AUSPEX_KAFKA_",
            "AUSPEX_AUTH_URL",
            "AUSPEX_AUTH_MANAGEMENT_URL",
            "AUSPEX_PREDICTION_URL",
            "AUSPEX_PREDICTION_MANAGEMENT_URL",
            "AUSPEX_MODEL_URL",
            "AUSPEX_MODEL_MANAGEMENT_URL",
            "AUSPEX_MONITORING_URL",
            "AUSPEX_MONITORING_MANAGEMENT_URL",
            "AUSPEX_ISSUER",
            "AUSPEX_JWKS_URL",
            "AUSPEX_SERVICE_SECRET",
            "AUSPEX_KEY_ENCRYPTION_KEY",
            "AUSPEX_MODELS_DIR",
            "AUSPEX_ARTIFACTS_",
            "AUSPEX_WEB_DIR",
            "AUSPEX_HTTP_PORT",
            "AUSPEX_MANAGEMENT_PORT");

    private final Home home;
    private final SuitePorts ports;
    private final SuiteSecrets secrets;

    ServiceEnvironment(Home home, SuitePorts ports, SuiteSecrets secrets) {
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
    }

    /** Changes an inherited environment to that of the service. The user's own settings, such as log levels, remain. */
    void apply(String service, Map<String, String> inherited) {
        inherited.keySet().removeIf(key -> OWN.stream().anyMatch(key::startsWith));
        inherited.putAll(of(service));
    }

    Map<String, String> of(String service) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("AUSPEX_HTTP_PORT", Integer.toString(ports.of(service)));
        environment.put("AUSPEX_MANAGEMENT_PORT", Integer.toString(ports.managementOf(service)));
        // Everything runs on one machine, so the services are not visible on the network.
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("AUSPEX_ISSUER", ports.publicUrl());
        environment.put("AUSPEX_AUTH_URL", ports.url("auth"));
        environment.put("AUSPEX_SERVICE_SECRET", secrets.service());
        kafka(service, environment);
        switch (service) {
            case "gateway" -> gateway(environment);
            case "auth" -> {
                database(service, environment);
                environment.put("AUSPEX_KEY_ENCRYPTION_KEY", secrets.keyEncryption());
                // Mails are written to files, for a developer to read.
                environment.put("AUSPEX_MAIL_DIR", home.data().resolve("mail").toString());
            }
            case "prediction", "monitoring" -> {
                database(service, environment);
                environment.put("AUSPEX_MODEL_URL", ports.url("model"));
            }
            case "model" -> {
                database(service, environment);
                environment.put(
                        "AUSPEX_MODELS_DIR",
                        home.root().resolve("training/packages").toString());
                environment.put(
                        "AUSPEX_ARTIFACTS_DIR", home.data().resolve("models").toString());
                environment.put(
                        "AUSPEX_ARTIFACTS_CACHE_DIR",
                        home.data().resolve("models-unpacked").toString());
            }
            default -> throw new IllegalArgumentException("There is no service " + service + ".");
        }
        return environment;
    }

    private void gateway(Map<String, String> environment) {
        for (String service : List.of("auth", "prediction", "model", "monitoring")) {
            String name = service.toUpperCase(Locale.ROOT);
            environment.put("AUSPEX_" + name + "_URL", ports.url(service));
            environment.put("AUSPEX_" + name + "_MANAGEMENT_URL", ports.managementUrl(service));
        }
        environment.put("AUSPEX_REDIS_URL", "redis://:" + secrets.redis() + "@127.0.0.1:" + ports.of("redis"));
        Path page = home.root().resolve("frontend/dist");
        if (Files.isDirectory(page)) {
            environment.put("AUSPEX_WEB_DIR", page.toString());
        }
    }

    private void kafka(String service, Map<String, String> environment) {
        environment.put("AUSPEX_KAFKA_BOOTSTRAP", "127.0.0.1:" + ports.of("kafka"));
        environment.put(
                "AUSPEX_KAFKA_USER",
                EventAccess.valueOf(service.toUpperCase(Locale.ROOT)).user());
        environment.put("AUSPEX_KAFKA_PASSWORD", secrets.kafka().services().get(service));
    }

    private void database(String service, Map<String, String> environment) {
        Database database = secrets.database(service);
        environment.put("AUSPEX_DB_URL", "postgresql://127.0.0.1:" + ports.of("postgres") + "/" + database.name());
        environment.put("AUSPEX_DB_USER", database.user());
        environment.put("AUSPEX_DB_PASSWORD", database.password());
        environment.put("AUSPEX_DB_OWNER", database.owner());
        environment.put("AUSPEX_DB_OWNER_PASSWORD", database.ownerPassword());
    }
}
