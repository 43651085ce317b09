package dev.auspex.localstack.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SuiteTest {

    @TempDir
    Path root;

    private Home home;
    private SuiteSecrets secrets;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void openHome() {
        home = new Home(root, root.resolve("home"));
        secrets = SuiteSecrets.in(home.secrets());
    }

    @Test
    void takesTheServersThatAServiceNeeds() throws Exception {
        // Given
        build("prediction");

        // When
        List<String> names = names(suite().parts(Set.of("prediction"), false, notes::add));

        // Then
        assertEquals(List.of("postgres", "kafka", "prediction"), names);
    }

    @Test
    void takesAllOfThemInTheOrderOfTheirStart() throws Exception {
        // Given
        for (String service : Suite.SERVICES) {
            build(service);
        }

        // When
        List<String> names = names(suite().parts(Set.of(), false, notes::add));

        // Then
        assertEquals(
                List.of("postgres", "redis", "kafka", "auth", "model", "monitoring", "prediction", "gateway"), names);
    }

    @Test
    void refusesAPartThatDoesNotExist() {
        // When
        StackException failure =
                assertThrows(StackException.class, () -> suite().parts(Set.of("oracle"), false, notes::add));

        // Then
        assertTrue(failure.getMessage().contains("oracle"), failure.getMessage());
        assertTrue(failure.getMessage().contains("monitoring"), failure.getMessage());
    }

    @Test
    void saysThatAServiceIsNotBuilt() {
        // When
        StackException failure =
                assertThrows(StackException.class, () -> suite().parts(Set.of("auth"), false, notes::add));

        // Then
        assertTrue(failure.getMessage().contains("auth service is not built"), failure.getMessage());
    }

    @Test
    void takesTheJarAndSaysSoWhereNoNativeExecutableIsBuilt() throws Exception {
        // Given
        build("auth");
        build("model");
        Path executable = root.resolve("model-service/target/model-service-0.1.0-SNAPSHOT-runner");
        Files.createFile(executable);
        assertTrue(executable.toFile().setExecutable(true));

        // When
        List<Part> parts = suite().parts(Set.of("auth", "model"), true, notes::add);

        // Then
        assertEquals(
                List.of("PostgreSQL", "Kafka", "auth", "model (native)"),
                parts.stream().map(Part::label).toList());
        assertEquals(1, notes.size());
        assertTrue(notes.getFirst().contains("auth"), notes.getFirst());
    }

    @Test
    void tellsEachServiceOnlyItsOwnSecrets() {
        // Given
        ServiceEnvironment environment = new ServiceEnvironment(home, new SuitePorts(100), secrets);

        // When
        Map<String, String> auth = environment.of("auth");
        Map<String, String> model = environment.of("model");
        Map<String, String> gateway = environment.of("gateway");

        // Then
        assertEquals("postgresql://127.0.0.1:15532/auspex_auth", auth.get("AUSPEX_DB_URL"));
        assertEquals(secrets.keyEncryption(), auth.get("AUSPEX_KEY_ENCRYPTION_KEY"));
        assertEquals("http://localhost:8180", auth.get("AUSPEX_ISSUER"));
        assertEquals("postgresql://127.0.0.1:15532/auspex_model", model.get("AUSPEX_DB_URL"));
        assertFalse(model.containsKey("AUSPEX_KEY_ENCRYPTION_KEY"));
        assertFalse(gateway.containsKey("AUSPEX_DB_PASSWORD"));
        assertEquals("auspex-auth", auth.get("AUSPEX_KAFKA_USER"));
        assertEquals(secrets.kafka().services().get("auth"), auth.get("AUSPEX_KAFKA_PASSWORD"));
        assertEquals("auspex-gateway", gateway.get("AUSPEX_KAFKA_USER"));
        assertEquals("http://127.0.0.1:8183", gateway.get("AUSPEX_MODEL_URL"));
        assertEquals("http://127.0.0.1:9183", gateway.get("AUSPEX_MODEL_MANAGEMENT_URL"));
        assertTrue(gateway.get("AUSPEX_REDIS_URL").endsWith("@127.0.0.1:16479"));
    }

    @Test
    void letsPeoplesSettingsThroughButNotAnotherDeploymentsAddresses() {
        // Given
        ServiceEnvironment environment = new ServiceEnvironment(home, new SuitePorts(0), secrets);
        Map<String, String> inherited = new HashMap<>(Map.of(
                "AUSPEX_DB_PASSWORD", "production",
                "AUSPEX_KAFKA_PROTOCOL", "SASL_SSL",
                "AUSPEX_KEY_ENCRYPTION_KEY", "production",
                "AUSPEX_OTLP_ENDPOINT", "http://collector:4318",
                "AUSPEX_TRACES_RATIO", "1",
                "PATH", "/bin"));

        // When
        environment.apply("model", inherited);

        // Then
        assertEquals(secrets.database("model").password(), inherited.get("AUSPEX_DB_PASSWORD"));
        assertFalse(inherited.containsKey("AUSPEX_KEY_ENCRYPTION_KEY"));
        assertFalse(inherited.containsKey("AUSPEX_KAFKA_PROTOCOL"));
        assertEquals("http://collector:4318", inherited.get("AUSPEX_OTLP_ENDPOINT"));
        assertEquals("1", inherited.get("AUSPEX_TRACES_RATIO"));
        assertEquals("/bin", inherited.get("PATH"));
        assertEquals("8083", inherited.get("AUSPEX_HTTP_PORT"));
    }

    @Test
    void keepsItsSecretsAndSharesNoneBetweenServices() {
        // When
        SuiteSecrets again = SuiteSecrets.in(home.secrets());

        // Then
        assertEquals(secrets.service(), again.service());
        assertEquals(secrets.database("auth"), again.database("auth"));
        Set<String> different = new HashSet<>();
        for (String service : Suite.SERVICES_WITH_DATABASE) {
            different.add(secrets.database(service).password());
            different.add(secrets.database(service).ownerPassword());
        }
        different.addAll(secrets.kafka().services().values());
        different.add(secrets.kafka().administrator());
        assertEquals(2 * Suite.SERVICES_WITH_DATABASE.size() + Suite.SERVICES.size() + 1, different.size());
        assertTrue(secrets.service().length() >= 32);
    }

    @Test
    void saysWhatToDoWithDamagedSecrets() {
        // Given
        SecretFile file = SecretFile.at(root.resolve("damaged"));
        file.write("{");

        // When
        StackException failure = assertThrows(StackException.class, () -> SuiteSecrets.in(file));

        // Then
        assertTrue(failure.getMessage().contains("--fresh"));
    }

    @Test
    void refusesAnOffsetThatLeavesThePorts() {
        // When
        StackException failure = assertThrows(StackException.class, () -> new SuitePorts(60_000));

        // Then
        assertTrue(failure.getMessage().contains("AUSPEX_PORT_OFFSET"));
    }

    @Test
    void printsACommandThatAShellTakesApartRight() throws Exception {
        // Given
        Path version = Files.createDirectories(root.resolve("packages/churn/2"));
        Files.writeString(version.getParent().resolve("aliases.json"), "{\"champion\":\"2\"}");
        Files.writeString(version.resolve("model.json"), """
                {"features":[{"name":"tenure","example":12},{"name":"contract","example":"it's \\"monthly\\""}]}""");
        String body = FirstPrediction.body(root.resolve("packages")).orElseThrow();

        // When
        String command = FirstPrediction.curl("http://localhost:8080", new DemoAccount("demo@x", "secret"), body);
        String script = """
                curl() {
                  case "$2" in
                    */login) printf '{"accessToken":"abc.def","tokenType":"Bearer"}' ;;
                    *) printf '%s\\n' "$@" ;;
                  esac
                }
                """ + command;
        Process shell =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        // Then
        assertEquals(0, shell.waitFor());
        assertTrue(output.contains("Authorization: Bearer abc.def\n"), output);
        assertTrue(
                output.contains(
                        "{\"model\":\"churn\",\"features\":{\"tenure\":12,\"contract\":\"it's \\\"monthly\\\"\"}}"),
                output);
    }

    @Test
    void printsNoCommandWithoutAModelPackage() {
        assertTrue(FirstPrediction.body(root.resolve("packages")).isEmpty());
    }

    private Suite suite() {
        return new Suite(home, new SuitePorts(0), secrets, Spawner.plain(), Path.of("java"));
    }

    private void build(String service) throws Exception {
        Path jar = ServiceProcess.jar(root, service);
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(Part::name).toList();
    }
}
