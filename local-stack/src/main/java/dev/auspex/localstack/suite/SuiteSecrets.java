package dev.auspex.localstack.suite;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.localstack.StackException;
import dev.auspex.localstack.server.Database;
import dev.auspex.localstack.server.KafkaUsers;
import dev.auspex.localstack.server.SecretFile;
import dev.auspex.localstack.server.Secrets;

/** The suite's passwords and keys, created at its first start. */
final class SuiteSecrets {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEY_BYTES = 32;
    private static final int PASSWORD_BYTES = 16;

    private final Map<String, String> values;

    private SuiteSecrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads the secrets, and creates and stores those that are missing. */
    static SuiteSecrets in(SecretFile file) {
        try {
            Map<String, String> values = new TreeMap<>();
            if (file.exists()) {
                values.putAll(JSON.readValue(file.read(), new TypeReference<Map<String, String>>() {}));
            }
            int before = values.size();
            values.computeIfAbsent("service", key -> Secrets.hex(KEY_BYTES));
            values.computeIfAbsent("keyEncryption", key -> base64Key());
            values.computeIfAbsent("postgres", key -> Secrets.hex(PASSWORD_BYTES));
            values.computeIfAbsent("redis", key -> Secrets.hex(PASSWORD_BYTES));
            values.computeIfAbsent("kafka", key -> Secrets.hex(PASSWORD_BYTES));
            for (EventAccess access : EventAccess.values()) {
                values.computeIfAbsent(access.service() + ".kafka", key -> Secrets.hex(PASSWORD_BYTES));
            }
            for (String service : Suite.SERVICES_WITH_DATABASE) {
                values.computeIfAbsent(service + ".owner", key -> Secrets.hex(PASSWORD_BYTES));
                values.computeIfAbsent(service, key -> Secrets.hex(PASSWORD_BYTES));
            }
            if (values.size() != before) {
                file.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(values));
            }
            return new SuiteSecrets(values);
        } catch (JsonProcessingException e) {
            throw new StackException(
                    "The secrets file is damaged. Restore it, or delete all data with ./auspex up --fresh.", e);
        }
    }

    /** Returns the secret with which the services identify each other. */
    String service() {
        return values.get("service");
    }

    /** Returns the key with which the auth service encrypts its signing keys, 32 bytes in Base64. */
    String keyEncryption() {
        return values.get("keyEncryption");
    }

    /** Returns the password of PostgreSQL's administrator. */
    String postgres() {
        return values.get("postgres");
    }

    String redis() {
        return values.get("redis");
    }

    /** Returns the users who may sign in to Kafka. */
    KafkaUsers kafka() {
        return KafkaUsers.of(values.get("kafka"), service -> values.get(service + ".kafka"));
    }

    Database database(String service) {
        return new Database(service, values.get(service + ".owner"), values.get(service));
    }

    private static String base64Key() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}
