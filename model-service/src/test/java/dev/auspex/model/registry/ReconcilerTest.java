package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.model.Configs;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.Artifacts;
import dev.auspex.model.artifact.PackageZip;
import dev.auspex.model.artifact.Sha256;
import dev.auspex.model.runtime.GraphHosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ReconcilerTest {

    @TempDir
    Path folder;

    @TempDir
    Path work;

    private final Registry desired = new Registry();
    private final List<Object> events = new ArrayList<>();
    private final ModelRegistry registry = new ModelRegistry(null);
    private final ChangeBell bell = new ChangeBell();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void isNotReadyAndAsksForPatienceBeforeItHasLoaded() {
        assertThat(registry.ready()).isFalse();
        assertThatThrownBy(() -> registry.model("sum"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }

    @Test
    void servesAPackageAndClosesItAtTheEnd() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Loader loader = loader(folder, 1 << 20);

        // When
        loader.load();

        // Then
        ServedVersion served = registry.exact("sum", "1");
        assertThat(registry.ready()).isTrue();
        assertThat(registry.model("sum").byDefault()).isSameAs(served);
        assertThat(events).containsExactly(new VersionReady(served));
        assertThat(meters.get("auspex.models.versions")
                        .tag("state", "ready")
                        .gauge()
                        .value())
                .isEqualTo(1);

        // When
        loader.stop(new ShutdownEvent());

        // Then
        assertThat(registry.ready()).isFalse();
        assertThat(events).containsExactly(new VersionReady(served), new VersionRetired(served));
        assertThatThrownBy(() -> served.graph().tensors(1).run(List.of(), Engines.soon()))
                .hasMessageContaining("closed");
    }

    @Test
    void isAliveOnlyWhileItsThreadIs() {
        // Given
        Loader loader = loader(folder, 1 << 20);
        ReconcilerLiveness liveness = new ReconcilerLiveness(loader.reconciler());
        assertThat(liveness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        desired.fault = new StackOverflowError("for the test");

        // When
        loader.reconciler().start(new StartupEvent());

        // Then
        await().untilAsserted(() -> assertThat(liveness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN));
    }

    @Test
    void isNotReadyWithoutTheFolder() {
        // When
        loader(folder.resolve("nowhere"), 1 << 20).load();

        // Then
        assertThat(registry.ready()).isFalse();
        HealthCheckResponse health = health();
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(health.getData().orElseThrow().toString()).contains("nowhere", "cannot be read");
    }

    @Test
    void namesAGraphThatIsTooLarge() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));

        // When
        loader(folder, 10).load();

        // Then
        assertThat(registry.broken().get("sum/1")).contains("at most 10 are allowed");
    }

    @Test
    void namesExamplesThatBreakTheSchema() throws IOException {
        // When
        loadChanged("\"example\": 0.25", "\"example\": \"quarter\"");

        // Then
        assertThat(registry.broken().get("sum/1")).contains("`a` must be a number.");
    }

    @Test
    void namesOutputsThatAreNoProbabilities() throws IOException {
        // When
        loadChanged("\"example\": 0.25", "\"example\": 9.25");

        // Then
        assertThat(registry.broken().get("sum/1")).contains("with the sum 10.0");
    }

    @Test
    void namesAnotherNumberOfLabels() throws IOException {
        // When
        loadChanged("[\"no\", \"yes\"]", "[\"no\", \"yes\", \"perhaps\"]");

        // Then
        assertThat(registry.broken().get("sum/1")).contains("output probabilities is FP32[-1, 2], not FP32[-1, 3]");
    }

    @Test
    void namesInputsThatAreNoFeatureAndTypesThatDiffer() throws IOException {
        // When
        loadChanged("\"name\": \"b\", \"type\": \"number\"", "\"name\": \"a\", \"type\": \"category\"");

        // Then
        assertThat(registry.broken().get("sum/1")).contains("twice");
    }

    @Test
    void namesEachThingThatIsWrongInTheDescription() throws IOException {
        // When
        loadChanged(
                "\"labels\": [\"no\", \"yes\"], \"positiveLabel\": \"yes\", \"threshold\": 0.5",
                "\"labels\": [\"no\"], \"positiveLabel\": \"yes\", \"threshold\": 5");

        // Then
        assertThat(registry.broken().get("sum/1"))
                .contains("`labels` must be two or more", "`positiveLabel` must be one of", "`threshold` must be");
    }

    @Test
    void namesMissingFeatures() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Files.writeString(folder.resolve("sum/1/model.json"), "{\"model\": \"sum\", \"version\": \"1\"}");

        // When
        loader(folder, 1 << 20).load();

        // Then
        assertThat(registry.broken().get("sum/1")).contains("`features` is missing", "`onnxSha256` is missing");
    }

    @Test
    void namesAnEmptyDescription() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Files.writeString(folder.resolve("sum/1/model.json"), "null");

        // When
        loader(folder, 1 << 20).load();

        // Then
        assertThat(registry.broken().get("sum/1")).isEqualTo("model.json is empty");
    }

    @Test
    void servesVersionsWithoutTheirBrokenAliases() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Files.writeString(folder.resolve("sum/aliases.json"), "[1");

        // When
        loader(folder, 1 << 20).load();

        // Then
        assertThat(registry.exact("sum", "1")).isNotNull();
        assertThat(registry.broken().get("sum/aliases.json")).startsWith("aliases.json:");
    }

    @Test
    void servesOnWhileTheRegistryIsAwayAndFollowsItWhenItIsBack() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Loader loader = loader(folder, 1 << 20);
        loader.load();
        ServedVersion bundled = registry.exact("sum", "1");
        UUID id = UUID.randomUUID();

        // When
        desired.wish = wish(id, shaOfSum(), 1, true);
        loader.reconciler().pass();

        // Then
        assertThat(registry.exact("sum", "1")).isSameAs(bundled);
        assertThat(desired.standings).extracting(DesiredState.Standing::state).containsExactly(VersionState.READY);

        // When
        desired.wish = null;
        loader.reconciler().pass();

        // Then
        assertThat(registry.exact("sum", "1")).isSameAs(bundled);
        assertThat(loader.reconciler().away()).isTrue();

        // When
        desired.wish = wish(id, shaOfSum(), 1, false);
        loader.reconciler().pass();

        // Then
        assertThat(registry.size()).isZero();
        assertThat(registry.ready()).isTrue();
        await().until(() -> events.contains(new VersionRetired(bundled)));
    }

    @Test
    void keepsWhatItServesWhereAnotherGenerationCannotBeLoaded() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Loader loader = loader(folder, 1 << 20);
        UUID id = UUID.randomUUID();
        desired.wish = wish(id, shaOfSum(), 1, true);
        loader.load();
        ServedVersion before = registry.exact("sum", "1");

        // When
        desired.wish = wish(id, shaOfSum(), 2, true);
        loader.reconciler().pass();

        // Then
        assertThat(registry.exact("sum", "1")).isSameAs(before);
        assertThat(desired.standings).singleElement().satisfies(standing -> {
            assertThat(standing.state()).isEqualTo(VersionState.FAILED);
            assertThat(standing.generation()).isEqualTo(2);
            assertThat(standing.cause()).contains("has no file for");
        });
        assertThat(registry.broken()).containsKey("sum/1");
    }

    @Test
    void startsWithoutTheRegistryFromWhatItLastKnew() throws IOException {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Loader first = loader(folder, 1 << 20);
        desired.wish = new Wish(
                wish(UUID.randomUUID(), shaOfSum(), 1, true).versions(),
                List.of(new Wish.Pointer(null, "sum", "stable", "1")));
        first.load();
        first.stop(new ShutdownEvent());

        // When
        desired.wish = null;
        loader(folder, 1 << 20).load();

        // Then
        assertThat(registry.resolve("sum", "stable").version()).isEqualTo("1");
    }

    @Test
    void followsAnAliasWhileItLoadsAnotherVersion() throws Exception {
        // Given
        ModelFolder.writeSum(folder.resolve("sum/1"));
        writeSum("2");
        Loader loader = loader(folder, 1 << 20);
        Wish.Wanted slow = new Wish.Wanted(
                UUID.randomUUID(), null, "slow", "1", "0".repeat(64), false, 1, 1000, true, Instant.EPOCH);
        List<Wish.Pointer> stable = List.of(new Wish.Pointer(null, "sum", "stable", "1"));
        List<Wish.Wanted> both =
                List.of(wanted("1", sha("sum/1"), Instant.EPOCH), wanted("2", sha("sum/2"), Instant.EPOCH));
        desired.wish = new Wish(both, stable, 6);
        desired.slow = slow.id();
        loader.reconciler().start(new StartupEvent());
        try {
            await().until(registry::ready);
            assertThat(registry.resolve("sum", "stable").version()).isEqualTo("1");

            // When
            desired.wish = new Wish(
                    List.of(both.get(0), both.get(1), slow), List.of(new Wish.Pointer(null, "sum", "stable", "2")), 7);
            bell.heard();

            // Then
            assertThat(desired.loading.await(30, TimeUnit.SECONDS)).isTrue();
            await().until(() -> registry.resolve("sum", "stable").version().equals("2"));
            await().until(() -> desired.followed == 7);
        } finally {
            desired.goOn.countDown();
            loader.stop(new ShutdownEvent());
        }
    }

    @Test
    void servesByDefaultWhatWasRegisteredLast() throws IOException {
        // Given
        List<String> names = List.of("beta", "2", "9f3c", "10", "0a1b");
        List<Wish.Wanted> versions = new ArrayList<>();
        for (String name : names) {
            writeSum(name);
            versions.add(wanted(name, sha("sum/" + name), Instant.ofEpochSecond(versions.size())));
        }
        desired.wish = new Wish(versions.reversed(), List.of());

        // When
        loader(folder, 1 << 20).load();

        // Then
        assertThat(registry.model("sum").byDefault().version()).isEqualTo("0a1b");
        assertThat(registry.list().getFirst().versions()).isEqualTo(names);
    }

    private void writeSum(String version) throws IOException {
        Path written = folder.resolve("sum/" + version);
        ModelFolder.writeSum(written);
        for (String file : List.of("model.json", "reference.json")) {
            Path path = written.resolve(file);
            Files.writeString(
                    path, Files.readString(path).replace("\"version\": \"1\"", "\"version\": \"" + version + "\""));
        }
    }

    private static Wish.Wanted wanted(String version, String sha256, Instant registered) {
        return new Wish.Wanted(UUID.randomUUID(), null, "sum", version, sha256, false, 1, 1000, true, registered);
    }

    private Wish wish(UUID id, String sha256, long generation, boolean loaded) {
        return new Wish(
                List.of(new Wish.Wanted(id, null, "sum", "1", sha256, false, generation, 1000, loaded, null)),
                List.of());
    }

    private String shaOfSum() throws IOException {
        return sha("sum/1");
    }

    private String sha(String version) throws IOException {
        Path zip = Files.createTempFile(work, "sum", ".zip");
        PackageZip.pack(folder.resolve(version), zip);
        return Sha256.of(zip);
    }

    private void loadChanged(String old, String with) throws IOException {
        ModelFolder.writeSum(folder.resolve("sum/1"));
        Path description = folder.resolve("sum/1/model.json");
        String text = Files.readString(description);
        assertThat(text).contains(old);
        Files.writeString(description, text.replace(old, with));
        loader(folder, 1 << 20).load();
        assertThat(registry.ready()).isFalse();
    }

    private HealthCheckResponse health() {
        return new ModelsReady(registry).call();
    }

    private Loader loader(Path directory, long largest) {
        RegistryConfig config = Configs.of(
                RegistryConfig.class,
                Map.of(
                        "auspex.models.directory",
                        directory.toString(),
                        "auspex.models.largest-graph",
                        Long.toString(largest),
                        "auspex.models.warm-up-runs",
                        "4",
                        "auspex.models.grace",
                        "1ms"));
        InferenceEngine engine = Engines.started();
        ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());
        PackageReader reader = new PackageReader(mapper, engine, config);
        ArtifactCache cache = Artifacts.cache(work);
        return new Loader(new Reconciler(
                config,
                engine,
                new BundledPackages(config, reader, cache),
                new VersionLoader(
                        config,
                        reader,
                        new GraphHosts(engine, null),
                        cache,
                        new Listener<>(events::add),
                        new Listener<>(events::add)),
                desired,
                new LastKnown(cache, mapper),
                registry,
                new MemoryBudget(Configs.of(MemoryConfig.class, Map.of())),
                cache,
                bell,
                meters));
    }

    /** A replica whose passes are made one by one. */
    private record Loader(Reconciler reconciler) {

        void load() {
            reconciler.begin();
            reconciler.pass();
        }

        void stop(ShutdownEvent event) {
            reconciler.stop(event);
        }
    }

    /** A registry whose database is away until a test says what it wants. */
    private static final class Registry implements DesiredState {

        private final List<Standing> standings = new ArrayList<>();
        private volatile Wish wish;
        private volatile long followed;
        private volatile UUID slow;
        private final CountDownLatch loading = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile Error fault;

        @Override
        public Map<String, String> register(List<Bundled> versions, List<Wish.Pointer> aliases) {
            read();
            return Map.of();
        }

        @Override
        public Wish read() {
            if (fault != null) {
                throw fault;
            }
            if (wish == null) {
                throw new ProblemException(ProblemType.UNAVAILABLE, "away");
            }
            return wish;
        }

        @Override
        public Optional<ModelVersion> description(UUID id) {
            if (id.equals(slow)) {
                loading.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean useSchema(UUID id, long generation) {
            return true;
        }

        @Override
        public Wish.Pointers pointers() {
            return read().pointers();
        }

        @Override
        public void follows(long revision) {
            followed = revision;
        }

        @Override
        public void report(List<Standing> now, long revision) {
            followed = revision;
            standings.clear();
            standings.addAll(now);
        }

        @Override
        public void leave() {
            standings.clear();
        }
    }
}
