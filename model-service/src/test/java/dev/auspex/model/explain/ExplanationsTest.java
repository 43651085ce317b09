package dev.auspex.model.explain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.subscription.Cancellable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.Configs;
import dev.auspex.model.Rows;
import dev.auspex.model.registry.MemoryBudget;
import dev.auspex.model.registry.MemoryConfig;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.VersionReady;
import dev.auspex.model.registry.VersionRetired;
import dev.auspex.model.runtime.GraphHosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** One thread for a tenant, one place in the queue, and a version that can be made to take as long as is wanted. */
class ExplanationsTest {

    private static final int ENDLESS = 1_000_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ServedVersion version = Packages.committed("churn", "1");
    private final Optional<UUID> tenant = Optional.of(UUID.randomUUID());
    private final Map<String, Object> row = Rows.example(version.description().features());
    private final Explanations explanations = new Explanations(
            Configs.of(
                    ExplainConfig.class,
                    Map.of(
                            "auspex.explain.queue-capacity",
                            "1",
                            "auspex.explain.most-permutations",
                            Integer.toString(ENDLESS))),
            new GraphHosts(Packages.ENGINE, null),
            Packages.JSON,
            Packages.unlimited(),
            meters);

    @AfterEach
    void stop() {
        explanations.stop();
    }

    @Test
    void refusesAtOnceWhatFindsNoPlaceAndGoesOnAfterwards() {
        // Given
        explanations.open(new VersionReady(version));
        CompletableFuture<Explanation> running = explain(ENDLESS, Duration.ofSeconds(1));
        await().until(() -> waiting() == 0);
        CompletableFuture<Explanation> waiting = explain(40, LONG);

        // When
        CompletableFuture<Explanation> refused = explain(40, LONG);

        // Then
        assertThat(refused).isCompletedExceptionally();
        assertThat(problem(refused)).isEqualTo(ProblemType.OVERLOADED);
        assertThat(problem(running)).isEqualTo(ProblemType.DEADLINE_EXCEEDED);
        assertThat(waiting.join().permutations()).isEqualTo(40);
        assertThat(failures("overloaded")).isEqualTo(1);
        assertThat(failures("deadline")).isEqualTo(1);
        assertThat(meters.get("auspex.explanations")
                        .tag("method", "sampling-shapley")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void answersATenantWhileAnotherOnesExplanationsTakeLong() {
        // Given
        explanations.open(new VersionReady(version));
        CompletableFuture<Explanation> slow = explain(ENDLESS, LONG);
        await().until(() -> waiting() == 0);

        // When
        Explanation answer = explain(Optional.of(UUID.randomUUID()), 40, LONG).join();

        // Then
        assertThat(answer.permutations()).isEqualTo(40);
        assertThat(slow).isNotDone();
        assertThat(meters.get("auspex.explanations.running").gauge().value()).isPositive();
        slow.cancel(true);
    }

    @Test
    void countsTheSecondSessionAndSamplesWhereItDoesNotFit() {
        // Given
        ServedVersion trees = Packages.committed("churn", "2");
        MemoryBudget none = new MemoryBudget(Configs.of(MemoryConfig.class, Map.of("auspex.memory.budget", "1K")));
        MemoryBudget much = new MemoryBudget(Configs.of(MemoryConfig.class, Map.of("auspex.memory.budget", "1G")));

        // When
        Explanation sampled = explained(trees, none);
        Explanation exact = explained(trees, much);

        // Then
        assertThat(sampled.method()).isEqualTo(ExplanationMethod.SAMPLING_SHAPLEY);
        assertThat(exact.method()).isEqualTo(ExplanationMethod.TREE_SHAP);
        assertThat(much.takeBeside("the rest", (1L << 30) - 1)).isFalse();
    }

    private Explanation explained(ServedVersion of, MemoryBudget memory) {
        Explanations own = new Explanations(
                Configs.of(ExplainConfig.class, Map.of()),
                new GraphHosts(Packages.ENGINE, null),
                Packages.JSON,
                memory,
                new SimpleMeterRegistry());
        try {
            own.open(new VersionReady(of));
            return own.explain(of, new ExplanationRequest(row, 40), tenant, Deadline.in(LONG))
                    .await()
                    .indefinitely();
        } finally {
            own.stop();
        }
    }

    @Test
    void stopsWhenTheCallerGoesAway() {
        // Given
        explanations.open(new VersionReady(version));
        Cancellable caller = explanations
                .explain(version, new ExplanationRequest(row, ENDLESS), tenant, Deadline.in(LONG))
                .subscribe()
                .with(answer -> {}, failure -> {});
        await().until(() -> waiting() == 0);

        // When
        caller.cancel();

        // Then
        assertThat(explain(40, Duration.ofSeconds(10)).join().version()).isEqualTo("1");
    }

    @Test
    void refusesAVersionThatWasRetired() {
        // Given
        explanations.open(new VersionReady(version));
        explain(40, LONG).join();

        // When
        explanations.close(new VersionRetired(version));

        // Then
        assertThatThrownBy(() -> explain(40, LONG))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
        assertThat(meters.find("auspex.explanations").meters()).isEmpty();
    }

    @Test
    void answersWhatStillWaitsWhenItStops() {
        // Given
        explanations.open(new VersionReady(version));
        explain(ENDLESS, Duration.ofSeconds(1));
        await().until(() -> waiting() == 0);
        CompletableFuture<Explanation> waiting = explain(40, LONG);

        // When
        explanations.stop();

        // Then
        assertThat(problem(waiting)).isEqualTo(ProblemType.UNAVAILABLE);
    }

    /** The engine serves a graph with another leaf than the file has, one that the explained row reaches and no background row. */
    @Test
    void givesNoContributionsThatDoNotAddUp(@TempDir Path folder) throws Exception {
        // Given
        ServedVersion committed = Packages.committed("churn", "2");
        Map<String, Object> background =
                Rows.random(committed.description().features(), 1, 5).getFirst();
        writePackage(folder, committed, background);
        byte[] changed = withAnotherLeaf(committed, background);
        ServedVersion faulty = new ServedVersion(
                committed.description(),
                committed.reference(),
                committed.layout(),
                Packages.ENGINE.open(changed),
                folder);
        explanations.open(new VersionReady(faulty));

        // When
        CompletableFuture<Explanation> answer = explanations
                .explain(faulty, new ExplanationRequest(row, null), tenant, Deadline.in(LONG))
                .subscribeAsCompletionStage();

        // Then
        assertThat(problem(answer)).isEqualTo(ProblemType.INTERNAL);
        assertThat(failures("additivity")).isEqualTo(1);
    }

    private CompletableFuture<Explanation> explain(int permutations, Duration wait) {
        return explain(tenant, permutations, wait);
    }

    private CompletableFuture<Explanation> explain(Optional<UUID> owner, int permutations, Duration wait) {
        return explanations
                .explain(version, new ExplanationRequest(row, permutations), owner, Deadline.in(wait))
                .subscribeAsCompletionStage();
    }

    private double waiting() {
        return meters.get("auspex.explanations.waiting").gauge().value();
    }

    private double failures(String cause) {
        return meters.get("auspex.explanations.errors")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private static ProblemType problem(CompletableFuture<Explanation> answer) {
        try {
            throw new AssertionError("answered: " + answer.join());
        } catch (CompletionException e) {
            return ((ProblemException) e.getCause()).type();
        }
    }

    private static void writePackage(Path folder, ServedVersion like, Map<String, Object> background)
            throws IOException {
        for (String file : new String[] {"model.json", "reference.json", "model.onnx"}) {
            Files.copy(like.folder().resolve(file), folder.resolve(file));
        }
        ObjectNode content = Packages.JSON.createObjectNode();
        content.put("model", like.model()).put("version", like.version());
        ArrayNode names = content.putArray("features");
        ArrayNode values = content.putArray("rows").addArray();
        for (Feature feature : like.description().features()) {
            names.add(feature.name());
            values.add(Packages.JSON.valueToTree(background.get(feature.name())));
        }
        Files.writeString(folder.resolve("background.json"), content.toString());
    }

    private byte[] withAnotherLeaf(ServedVersion like, Map<String, Object> background) throws Exception {
        byte[] onnx = Files.readAllBytes(like.folder().resolve("model.onnx"));
        OnnxFile file = OnnxFile.read(onnx);
        TreeEnsemble ensemble = EnsembleReader.read(
                LogOdds.of(file, 1), 1000, like.description().labels(), true);
        float[] own = columns(like, file, row);
        float[] other = columns(like, file, background);
        for (int root : ensemble.roots()) {
            int reached = leaf(ensemble, root, own);
            if (reached != leaf(ensemble, root, other)) {
                return replaced(onnx, (float) ensemble.leaves()[reached], 1.5f);
            }
        }
        throw new AssertionError("both rows reach the same leaves");
    }

    private static float[] columns(ServedVersion like, OnnxFile file, Map<String, Object> values) throws Exception {
        Row laidOut = like.layout().row(new HashMap<>(values));
        try (var runner = Packages.ENGINE
                .open(file.withOutput("_encoded"))
                .rows(like.layout().numbers(), like.layout().categories(), "_encoded", 1)) {
            return runner.run(List.of(laidOut), Engines.soon())[0];
        }
    }

    private static int leaf(TreeEnsemble ensemble, int root, float[] columns) {
        int node = root;
        while (!ensemble.isLeaf(node)) {
            node = ensemble.next(node, columns);
        }
        return node;
    }

    private static byte[] replaced(byte[] onnx, float value, float with) {
        byte[] changed = onnx.clone();
        ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        for (int at = 0; at + Float.BYTES <= changed.length; at++) {
            if (buffer.getFloat(at) == value) {
                buffer.putFloat(at, with);
                found++;
            }
        }
        assertThat(found).isEqualTo(1);
        return changed;
    }
}
