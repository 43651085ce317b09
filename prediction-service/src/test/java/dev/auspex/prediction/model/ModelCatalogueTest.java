package dev.auspex.prediction.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.ModelChanged.Change;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.prediction.ModelServiceStandIn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Without time passing: nothing here is found by the look of every few seconds. */
class ModelCatalogueTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final UUID tenant = UUID.randomUUID();
    private final Models models = new Models();
    private final Vertx vertx = Vertx.vertx();
    private final ModelCatalogue catalogue = new ModelCatalogue(models.directory(), config(), vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void followsASharedAliasWhenItHearsOfTheMove() {
        // Given
        models.set(null, "1");
        catalogue.heard(moved(null, "1"));
        assertEquals("1", resolved());

        // When
        models.set(null, "2");

        // Then
        assertEquals("1", resolved());

        // When
        catalogue.heard(moved(null, "2"));

        // Then
        assertEquals("2", resolved());
    }

    @Test
    void followsATenantsAliasWhenItHearsOfTheMoveAndAsksForNobodyElse() {
        // Given
        UUID other = UUID.randomUUID();
        models.set(tenant, "1");
        models.set(other, "1");
        assertEquals("1", resolved());
        assertEquals("1", version(other));
        models.set(tenant, "2");
        models.set(other, "2");
        int asked = models.lists.get();

        // When
        catalogue.heard(moved(tenant, "2"));

        // Then
        assertEquals("2", resolved());
        assertEquals("1", version(other));
        assertEquals(asked + 1, models.lists.get());
    }

    @Test
    void asksNothingForATenantThatNobodyHereAsksFor() {
        // When
        catalogue.heard(moved(tenant, "2"));

        // Then
        assertEquals(0, models.lists.get());
    }

    @Test
    void boundsWhatOneTenantsUnknownNamesCost() {
        // Given
        UUID other = UUID.randomUUID();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            assertThrows(RuntimeException.class, () -> catalogue
                    .resolve(tenant, "nothing-" + number, null)
                    .await()
                    .atMost(SOON));
        }
        int asked = models.lists.get();

        // When
        assertThrows(
                RuntimeException.class,
                () -> catalogue.resolve(other, "churn", null).await().atMost(SOON));
        models.set(other, "2");

        // Then: a first one for the list, five at once, and hours for one more
        assertEquals(6, asked);
        assertEquals("2", version(other));
    }

    private String resolved() {
        return version(tenant);
    }

    private String version(UUID whose) {
        return catalogue.resolve(whose, "churn", null).await().atMost(SOON).version();
    }

    private static ModelChanged moved(UUID owner, String version) {
        return new ModelChanged(owner, "churn", version, "champion", Change.ALIAS_MOVED, Instant.now(), null);
    }

    /** Of a replica that looks by itself in an hour. */
    static ModelServiceConfig config() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(ModelServiceConfig.class)
                .withDefaultValue("auspex.model-service.refresh", "1h")
                .withDefaultValue("auspex.model-service.refresh-on-miss", "1h")
                .build()
                .getConfigMapping(ModelServiceConfig.class);
    }

    /**
     * A model churn whose champion is set for each tenant, or with null for all. No class implements the directory's interface: Quarkus
     * would take it for a resource of the service.
     */
    private static final class Models {

        private static final UUID ALL = new UUID(0, 0);

        private final Map<UUID, String> champions = new ConcurrentHashMap<>();
        private final AtomicInteger lists = new AtomicInteger();
        private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());

        void set(UUID whose, String version) {
            champions.put(whose == null ? ALL : whose, version);
        }

        ModelDirectory directory() {
            return (ModelDirectory) Proxy.newProxyInstance(
                    ModelDirectory.class.getClassLoader(),
                    new Class<?>[] {ModelDirectory.class},
                    (proxy, method, arguments) -> method.getName().equals("list")
                            ? list((UUID) arguments[0])
                            : version((String) arguments[1], (String) arguments[2]));
        }

        private Uni<List<ModelSummary>> list(UUID whose) {
            lists.incrementAndGet();
            String shared = champions.get(ALL);
            String champion = whose == null ? shared : champions.getOrDefault(whose, shared);
            return Uni.createFrom()
                    .item(
                            champion == null
                                    ? List.of()
                                    : List.of(new ModelSummary(
                                            "churn", List.of("1", "2"), Map.of("champion", champion))));
        }

        private Uni<ModelVersion> version(String name, String version) {
            return Uni.createFrom().item(() -> {
                try {
                    return json.readValue(ModelServiceStandIn.schema(name + "-" + version), ModelVersion.class);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
