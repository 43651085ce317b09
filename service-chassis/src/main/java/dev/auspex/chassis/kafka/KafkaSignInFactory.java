package dev.auspex.chassis.kafka;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Derives the settings of the Kafka client from a user and a password, so that nobody has to put a JAAS line into an
 * environment variable. If no user is set, it adds nothing, and the {@code kafka.*} settings apply as they are.
 */
public final class KafkaSignInFactory implements ConfigSourceFactory {

    private static final String USER = "auspex.kafka.user";
    private static final String PASSWORD = "auspex.kafka.password";
    private static final String MECHANISM = "auspex.kafka.mechanism";
    private static final String PROTOCOL = "auspex.kafka.protocol";

    /** Above the defaults of the chassis (100) and below what a service or the environment sets (250 and more). */
    private static final int ORDINAL = 150;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String user = text(context, USER);
        if (user.isEmpty()) {
            return List.of();
        }
        String password = text(context, PASSWORD);
        if (password.isEmpty()) {
            throw new IllegalStateException(
                    "AUSPEX_KAFKA_USER is set, but AUSPEX_KAFKA_PASSWORD is not. Set both, or set neither if Kafka does"
                            + " not require a user.");
        }
        return List.of(new PropertiesConfigSource(
                settings(user, password, text(context, MECHANISM), text(context, PROTOCOL)), "Kafka's user", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    static Map<String, String> settings(String user, String password, String mechanism, String protocol) {
        String module = mechanism.equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        return Map.of(
                "kafka.security.protocol",
                protocol,
                "kafka.sasl.mechanism",
                mechanism,
                "kafka.sasl.jaas.config",
                module + " required username=" + quoted(user) + " password=" + quoted(password) + ";");
    }

    /** Quotes a value for JAAS and escapes it from the configuration's expressions. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
    }

    private static String text(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(key);
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }
}
