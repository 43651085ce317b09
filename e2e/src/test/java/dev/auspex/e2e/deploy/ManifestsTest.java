package dev.auspex.e2e.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.e2e.suite.Suite;
import dev.auspex.e2e.suite.Tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The Kubernetes manifests, rendered by kubectl and applied to a mock API server. */
@EnableKubernetesMockClient(crud = true)
class ManifestsTest {

    private static String rendered;

    KubernetesClient client;

    @BeforeAll
    static void render() throws IOException, InterruptedException {
        Tools.require("kubectl");
        Path base = Suite.root().resolve("deploy/kubernetes/base");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", base.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(kubectl.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, kubectl.exitValue(), "kubectl kustomize failed");
    }

    @Test
    void everyObjectIsTakenByAnApiServer() {
        // Given
        List<HasMetadata> objects = objects();
        assertTrue(objects.size() >= 15, "only " + objects.size() + " objects");

        // When
        objects.forEach(object -> client.resource(object).inNamespace("auspex").create());

        // Then
        for (HasMetadata object : objects) {
            assertNotNull(
                    client.resource(object).inNamespace("auspex").get(),
                    object.getKind() + " " + object.getMetadata().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring"})
    void eachServiceHasProbesLimitsAndConfigurationByReference(String service) {
        Deployment deployment = deployment(service);
        Container container =
                deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();

        assertEquals("/health/live", container.getLivenessProbe().getHttpGet().getPath());
        assertEquals("/health/ready", container.getReadinessProbe().getHttpGet().getPath());
        assertEquals("/health/started", container.getStartupProbe().getHttpGet().getPath());
        assertNotNull(container.getResources().getRequests().get("memory"));
        assertNotNull(container.getResources().getLimits().get("memory"));
        assertFalse(container.getEnvFrom().isEmpty(), "no configuration by reference");
        assertTrue(deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getSecurityContext()
                .getRunAsNonRoot());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring"})
    void setsOnlyKeysThatTheServiceReads(String service) {
        Set<String> keys =
                deployment(service).getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                        .map(EnvVar::getName)
                        .filter(name -> name.startsWith("AUSPEX_"))
                        .collect(Collectors.toCollection(TreeSet::new));
        keys.removeAll(ServiceKeys.of(service));

        assertEquals(Set.of(), keys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "prediction", "model", "monitoring"})
    void theCommittedManifestIsTheOneThatTheBuildWrites(String service) throws IOException {
        Path built = Suite.root().resolve(service + "-service/target/kubernetes/kubernetes.yml");
        Path committed = Suite.root().resolve("deploy/kubernetes/base/" + service + ".yaml");

        assertEquals(
                inOrder(Files.readString(built).replace("image: docker.io/", "image: ")),
                inOrder(Files.readString(committed)),
                committed + " is old: run deploy/kubernetes/collect.sh");
    }

    /** Each build writes ports, references and labels in an order of its own, which has no meaning. */
    private static List<String> inOrder(String manifest) {
        return manifest.lines()
                .map(String::strip)
                .map(line -> line.startsWith("- ") ? line.substring(2) : line)
                .filter(line -> !line.isEmpty())
                .sorted()
                .toList();
    }

    private static Deployment deployment(String service) {
        return objects().stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .filter(deployment -> deployment.getMetadata().getName().equals(service + "-service"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no deployment " + service));
    }

    private static List<HasMetadata> objects() {
        return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
                                new ByteArrayInputStream(rendered.getBytes(StandardCharsets.UTF_8)))
                        instanceof List<?> list
                ? list.stream().map(HasMetadata.class::cast).toList()
                : List.of();
    }
}
