package dev.auspex.prediction.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The arithmetic of groups and of their failures, with statements that the test ends by hand. */
class GroupCommitterTest {

    private final PgException badRow = new PgException("bad", "ERROR", "22P02", "");
    private final PgException duplicate = new PgException("twice", "ERROR", "23505", "");
    private final IOException lost = new IOException("connection lost");

    private final Vertx vertx = Vertx.vertx();
    private final List<Statement> statements = new CopyOnWriteArrayList<>();
    private final UUID tenant = UUID.randomUUID();

    private record Statement(List<NewPrediction> group, Promise<Void> promise) {}

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void writesOneAtOnceAndGathersTheOthersMeanwhile() {
        // Given
        GroupCommitter committer = committer(this::waiting, 4, 100);
        List<CompletableFuture<Void>> callers = commit(committer, 9);
        await().until(() -> statements.size() == 2);

        // When
        statements.forEach(statement -> statement.promise().complete());
        await().until(() -> statements.size() == 4);

        // Then
        assertEquals(List.of(1, 1, 4, 3), sizes());
        assertEquals(2, callers.stream().filter(CompletableFuture::isDone).count());
        statements.forEach(statement -> statement.promise().tryComplete());
        callers.forEach(CompletableFuture::join);
    }

    @Test
    void refusesWhatItsQueueCannotHold() {
        // Given
        GroupCommitter committer = committer(this::waiting, 4, 3);
        List<CompletableFuture<Void>> callers = commit(committer, 5);

        // When
        CompletableFuture<Void> oneMore = commit(committer, 1).getFirst();

        // Then
        assertProblem(ProblemType.OVERLOADED, oneMore);
        await().until(() -> statements.size() == 2);
        assertTrue(callers.stream().noneMatch(CompletableFuture::isDone));
    }

    @Test
    void findsTheCulpritInAGroupByHalves() {
        // Given
        NewPrediction culprit = TestPredictions.of(tenant);
        GroupStatement statement = group -> {
            Statement seen = new Statement(group, Promise.promise());
            statements.add(seen);
            if (statements.size() <= 2) {
                return seen.promise().future();
            }
            return group.contains(culprit) ? Future.failedFuture(badRow) : Future.succeededFuture();
        };
        GroupCommitter committer = committer(statement, 64, 500);
        List<CompletableFuture<Void>> good = new ArrayList<>(commit(committer, 12));
        CompletableFuture<Void> bad = commit(committer, culprit, Duration.ofSeconds(10));
        good.addAll(commit(committer, 53));
        await().until(() -> statements.size() == 2);

        // When
        statements.get(0).promise().complete();
        statements.get(1).promise().complete();

        // Then
        assertProblem(ProblemType.INTERNAL, bad);
        good.forEach(CompletableFuture::join);
        assertTrue(statements.size() < 20, "took " + statements.size() + " statements");
    }

    @Test
    void triesOnceMoreAfterALostConnection() {
        // Given
        GroupCommitter committer = committer(
                group -> {
                    statements.add(new Statement(group, Promise.promise()));
                    return statements.size() == 1 ? Future.failedFuture(lost) : Future.succeededFuture();
                },
                4,
                10);

        // When
        CompletableFuture<Void> caller = commit(committer, 1).getFirst();

        // Then
        caller.join();
        assertEquals(2, statements.size());
    }

    @Test
    void takesADuplicateAfterALostConnectionForStored() {
        GroupCommitter committer = committer(
                group -> {
                    statements.add(new Statement(group, Promise.promise()));
                    return Future.failedFuture(statements.size() == 1 ? lost : duplicate);
                },
                4,
                10);

        commit(committer, 1).getFirst().join();

        assertEquals(2, statements.size());
    }

    @Test
    void doesNotTakeADuplicateForStoredWithoutAnEarlierAttempt() {
        GroupCommitter committer = committer(group -> Future.failedFuture(duplicate), 4, 10);

        assertProblem(ProblemType.INTERNAL, commit(committer, 1).getFirst());
    }

    @Test
    void saysUnavailableWhenTheDatabaseStaysAway() {
        GroupCommitter committer = committer(group -> Future.failedFuture(lost), 4, 10);

        ProblemException problem =
                assertProblem(ProblemType.UNAVAILABLE, commit(committer, 1).getFirst());

        assertTrue(problem.retryAfter().isPresent());
    }

    @Test
    void goesOnWhenAStatementCannotEvenBegin() {
        GroupCommitter committer = committer(
                group -> {
                    throw new IllegalStateException("pool closed");
                },
                4,
                10);

        assertProblem(ProblemType.UNAVAILABLE, commit(committer, 1).getFirst());
        assertProblem(ProblemType.UNAVAILABLE, commit(committer, 1).getFirst());
    }

    @Test
    void letsNobodyWaitBeyondItsDeadline() {
        // Given: statements that never end
        GroupCommitter committer = committer(this::waiting, 4, 10);
        committer.start(new StartupEvent());

        // When
        List<CompletableFuture<Void>> callers = IntStream.range(0, 6)
                .mapToObj(i -> commit(committer, TestPredictions.of(tenant), Duration.ofMillis(200)))
                .toList();

        // Then
        callers.forEach(caller -> assertProblem(ProblemType.DEADLINE_EXCEEDED, caller));
        assertEquals(List.of(1, 1), sizes());
    }

    @Test
    void leavesOutWhoseDeadlineHasPassed() {
        // Given
        GroupCommitter committer = committer(this::waiting, 4, 10);
        commit(committer, 2);
        CompletableFuture<Void> late = commit(committer, TestPredictions.of(tenant), Duration.ZERO);
        await().until(() -> statements.size() == 2);

        // When
        statements.getFirst().promise().complete();

        // Then
        assertProblem(ProblemType.DEADLINE_EXCEEDED, late);
        assertEquals(List.of(1, 1), sizes());
    }

    @Test
    void writesWhatWaitsBeforeItStops() throws InterruptedException {
        // Given
        GroupCommitter committer = committer(this::waiting, 4, 10);
        List<CompletableFuture<Void>> callers = commit(committer, 7);
        Thread stopping = Thread.ofVirtual().start(() -> committer.drain(new ShutdownEvent()));

        // When
        await().until(() -> {
            statements.forEach(statement -> statement.promise().tryComplete());
            return !stopping.isAlive();
        });

        // Then
        stopping.join();
        callers.forEach(CompletableFuture::join);
        assertEquals(7, sizes().stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void givesUpDrainingAfterAWhile() {
        GroupCommitter committer = committer(this::waiting, 4, 10);
        CompletableFuture<Void> caller = commit(committer, 1).getFirst();

        committer.drain(new ShutdownEvent());

        assertFalse(caller.isDone());
    }

    private Future<Void> waiting(List<NewPrediction> group) {
        Statement statement = new Statement(group, Promise.promise());
        statements.add(statement);
        return statement.promise().future();
    }

    private List<Integer> sizes() {
        return statements.stream().map(statement -> statement.group().size()).toList();
    }

    private List<CompletableFuture<Void>> commit(GroupCommitter committer, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> commit(committer, TestPredictions.of(tenant), Duration.ofSeconds(20)))
                .toList();
    }

    private static CompletableFuture<Void> commit(GroupCommitter committer, NewPrediction prediction, Duration wait) {
        return committer.commit(prediction, Deadline.in(wait)).subscribeAsCompletionStage();
    }

    private static ProblemException assertProblem(ProblemType expected, CompletableFuture<Void> caller) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> caller.get(10, TimeUnit.SECONDS));
        ProblemException problem = assertInstanceOf(ProblemException.class, failed.getCause());
        assertEquals(expected, problem.type());
        return problem;
    }

    private GroupCommitter committer(GroupStatement statement, int groupSize, int queue) {
        CommitConfig config = new SmallRyeConfigBuilder()
                .withMapping(CommitConfig.class)
                .withDefaultValue("auspex.commit.statements", "2")
                .withDefaultValue("auspex.commit.group-size", Integer.toString(groupSize))
                .withDefaultValue("auspex.commit.queue", Integer.toString(queue))
                .withDefaultValue("auspex.commit.drain", "2s")
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(CommitConfig.class);
        return new GroupCommitter(
                statement, config, new CommitMetrics(new SimpleMeterRegistry()), new OutboxBell(), vertx);
    }
}
