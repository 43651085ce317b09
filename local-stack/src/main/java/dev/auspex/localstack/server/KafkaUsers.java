package dev.auspex.localstack.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.localstack.StackException;

/**
 * The users who may sign in to Kafka.
 *
 * @param administrator password of {@link #ADMINISTRATOR}
 * @param services      password of each service, by {@link EventAccess#service()}
 * @param openPrefix    prefix of topics and groups that every service may use, for tests; empty for none
 */
public record KafkaUsers(String administrator, Map<String, String> services, String openPrefix) {

    /** User with all permissions, for Kafka's own listeners and for people who inspect it. */
    public static final String ADMINISTRATOR = "kafka";

    private static final ObjectMapper JSON = new ObjectMapper();

    public KafkaUsers {
        services = Map.copyOf(services);
    }

    /**
     * Returns the users of all services.
     *
     * @param password returns the password of a service
     */
    public static KafkaUsers of(String administrator, Function<String, String> password) {
        Map<String, String> services = new TreeMap<>();
        for (EventAccess access : EventAccess.values()) {
            services.put(access.service(), password.apply(access.service()));
        }
        return new KafkaUsers(administrator, services, "");
    }

    /** Returns users with new random passwords, for throw-away data. */
    public static KafkaUsers random() {
        return of(Secrets.hex(16), service -> Secrets.hex(16));
    }

    /** Returns a copy with topics and groups that every service may use. */
    public KafkaUsers open(String prefix) {
        return new KafkaUsers(administrator, services, prefix);
    }

    /** Formats the users as one line of JSON, for the environment of the process that runs Kafka. */
    public String format() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("three texts are always JSON", e);
        }
    }

    static KafkaUsers parse(String text) {
        try {
            return JSON.readValue(text, KafkaUsers.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new StackException(KafkaCommand.USERS + " must contain the users of Kafka as one line of JSON.", e);
        }
    }

    /** Returns the password of each service's user. */
    public Map<String, String> passwords() {
        Map<String, String> passwords = new TreeMap<>();
        for (EventAccess access : EventAccess.values()) {
            passwords.put(access.user(), services.get(access.service()));
        }
        return passwords;
    }
}
