package dev.auspex.chassis.kafka;

import java.util.HashMap;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KafkaSignInFactoryTest {

    @Test
    void signsInNowhereWithoutAUser() {
        // When
        SmallRyeConfig config = config(Map.of());

        // Then
        for (String name : config.getPropertyNames()) {
            assertTrue(!name.startsWith("kafka."), name);
        }
    }

    @Test
    void makesKafkasOwnSettingsOfAUserAndAPasswordWhateverIsInIt() {
        // Given
        String password = "a \\ \" ' $ { } ; = b";

        // When
        SmallRyeConfig config = config(Map.of("AUSPEX_KAFKA_USER", "auspex-auth", "auspex.kafka.password", password));

        // Then
        assertEquals("SASL_PLAINTEXT", config.getRawValue("kafka.security.protocol"));
        assertEquals("SCRAM-SHA-512", config.getRawValue("kafka.sasl.mechanism"));
        AppConfigurationEntry entry = JaasContext.loadClientContext(Map.of(
                        "sasl.jaas.config", new Password(config.getValue("kafka.sasl.jaas.config", String.class))))
                .configurationEntries()
                .getFirst();
        assertEquals(ScramLoginModule.class.getName(), entry.getLoginModuleName());
        assertEquals("auspex-auth", entry.getOptions().get("username"));
        assertEquals(password, entry.getOptions().get("password"));
    }

    @Test
    void takesTheMechanismAndProtocolOfPeoplesOwnClusters() {
        // When
        SmallRyeConfig config = config(Map.of(
                "AUSPEX_KAFKA_USER", "u",
                "AUSPEX_KAFKA_PASSWORD", "p",
                "AUSPEX_KAFKA_MECHANISM", "PLAIN",
                "AUSPEX_KAFKA_PROTOCOL", "SASL_SSL"));

        // Then
        assertEquals("SASL_SSL", config.getRawValue("kafka.security.protocol"));
        assertTrue(config.getRawValue("kafka.sasl.jaas.config").contains("PlainLoginModule"));
    }

    @Test
    void refusesAUserWithoutAPassword() {
        // When
        Exception refused =
                assertThrows(IllegalStateException.class, () -> config(Map.of("AUSPEX_KAFKA_USER", "auspex-auth")));

        // Then
        assertTrue(refused.getMessage().contains("AUSPEX_KAFKA_PASSWORD"), refused.getMessage());
    }

    /** With the defaults of the chassis, as a service reads them. */
    private static SmallRyeConfig config(Map<String, String> set) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(defaults(), "defaults", 100))
                .withSources(new PropertiesConfigSource(new HashMap<>(set), "set", 300))
                .withSources(new KafkaSignInFactory())
                .build();
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        defaults.put("auspex.kafka.user", "${AUSPEX_KAFKA_USER:}");
        defaults.put("auspex.kafka.password", "${AUSPEX_KAFKA_PASSWORD:}");
        defaults.put("auspex.kafka.mechanism", "${AUSPEX_KAFKA_MECHANISM:SCRAM-SHA-512}");
        defaults.put("auspex.kafka.protocol", "${AUSPEX_KAFKA_PROTOCOL:SASL_PLAINTEXT}");
        return defaults;
    }
}
