package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.problem.ProblemType;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When rows leave, with calls that the test ends by hand. */
class RowGathererTest {

    private static final long NEVER = 60_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final List<List<RowCall>> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void sendsALoneRowAtOnce() {
        // Given
        RowGatherer gatherer = gatherer(4, 100, NEVER);

        // When
        onLoop(() -> rows(1, Duration.ofSeconds(10)).forEach(gatherer::add));

        // Then
        assertEquals(List.of(1), sizes());
    }

    @Test
    void gathersWhileACallIsUnderWay() {
        // Given
        RowGatherer gatherer = gatherer(8, 100, NEVER);
        onLoop(() -> rows(6, Duration.ofSeconds(10)).forEach(gatherer::add));
        assertEquals(List.of(1), sizes());

        // When
        onLoop(gatherer::done);

        // Then
        await().untilAsserted(() -> assertEquals(List.of(1, 5), sizes()));
    }

    @Test
    void sendsAFullGroupWithoutWaiting() {
        // Given
        RowGatherer gatherer = gatherer(4, 100, NEVER);

        // When
        onLoop(() -> rows(10, Duration.ofSeconds(10)).forEach(gatherer::add));

        // Then
        await().untilAsserted(() -> assertEquals(List.of(1, 4, 4), sizes()));
    }

    @Test
    void waitsNoLongerThanAllowedForACallThatHangs() {
        // Given
        RowGatherer gatherer = gatherer(8, 100, 20);

        // When
        onLoop(() -> rows(4, Duration.ofSeconds(10)).forEach(gatherer::add));

        // Then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(List.of(1, 3), sizes()));
    }

    @Test
    void keepsRowsApartWhoseDeadlinesDiffer() {
        // Given
        RowGatherer gatherer = gatherer(8, 100, NEVER);
        onLoop(() -> {
            rows(3, Duration.ofSeconds(10)).forEach(gatherer::add);
            rows(2, Duration.ofSeconds(2)).forEach(gatherer::add);
        });

        // When
        onLoop(gatherer::done);

        // Then
        await().untilAsserted(() -> assertEquals(List.of(1, 2, 2), sizes()));
    }

    @Test
    void refusesWhatItCannotHold() {
        // Given
        RowGatherer gatherer = gatherer(8, 2, NEVER);
        List<Throwable> failures = new CopyOnWriteArrayList<>();

        // When
        onLoop(() -> rows(4, Duration.ofSeconds(10), failures).forEach(gatherer::add));

        // Then
        await().until(() -> failures.size() == 1);
        assertEquals(
                ProblemType.OVERLOADED,
                assertInstanceOf(ProblemException.class, failures.getFirst()).type());
    }

    @Test
    void leavesOutRowsThatNobodyWaitsFor() {
        // Given
        RowGatherer gatherer = gatherer(8, 100, NEVER);
        onLoop(() -> {
            rows(1, Duration.ofSeconds(10)).forEach(gatherer::add);
            Uni<InferenceResult> left = Uni.createFrom()
                    .emitter(emitter -> gatherer.add(new RowCall(
                            new InferenceRequest(Map.of()),
                            Deadline.in(Duration.ofSeconds(10)),
                            null,
                            null,
                            vertx.getOrCreateContext(),
                            emitter)));
            left.subscribe().with(ignored -> {}).cancel();
        });

        // When
        onLoop(gatherer::done);

        // Then
        assertEquals(List.of(1), sizes());
        assertTrue(gatherer.idle());
    }

    @Test
    void failsTheRowsOfASenderThatBreaksAndServesOn() {
        // Given
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        RowGatherer gatherer = new RowGatherer(
                vertx,
                new RowGatherer.Limits(8, 100, NEVER, Duration.ofMillis(250).toNanos()),
                rows -> {
                    calls.add(rows);
                    if (calls.size() == 1) {
                        throw new IllegalStateException("broken");
                    }
                });

        // When
        onLoop(() -> rows(2, Duration.ofSeconds(10), failures).forEach(gatherer::add));

        // Then
        await().until(() -> failures.size() == 1);
        assertEquals(List.of(1, 1), sizes());
    }

    @Test
    void isIdleOnlyWhenAllIsDone() {
        // Given
        RowGatherer gatherer = gatherer(8, 100, NEVER);
        onLoop(() -> rows(1, Duration.ofSeconds(10)).forEach(gatherer::add));
        assertFalse(gatherer.idle());

        // When
        onLoop(gatherer::done);

        // Then
        assertTrue(gatherer.idle());
    }

    private RowGatherer gatherer(int mostRows, int mostWaiting, long longestMillis) {
        RowGatherer.Limits limits = new RowGatherer.Limits(
                mostRows, mostWaiting, longestMillis, Duration.ofMillis(250).toNanos());
        return new RowGatherer(vertx, limits, calls::add);
    }

    private List<RowCall> rows(int count, Duration deadline) {
        return rows(count, deadline, new ArrayList<>());
    }

    private List<RowCall> rows(int count, Duration deadline, List<Throwable> failures) {
        List<RowCall> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Uni<InferenceResult> row = Uni.createFrom()
                    .emitter(emitter -> rows.add(new RowCall(
                            new InferenceRequest(Map.of()),
                            Deadline.in(deadline),
                            null,
                            null,
                            vertx.getOrCreateContext(),
                            emitter)));
            row.subscribe().with(ignored -> {}, failures::add);
        }
        return rows;
    }

    private void onLoop(Runnable step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.runOnContext(ignored -> {
            try {
                step.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    private List<Integer> sizes() {
        return calls.stream().map(List::size).toList();
    }
}
