package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorAnswers;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class VersionQueueTest {

    private static final float BAD = -1;
    private static final float FAULTY = -2;
    private static final float FATAL = -3;
    private static final int PATIENCE = 3;
    private static final long HELD = 4096;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private final Semaphore gate = new Semaphore(0);
    private final CountDownLatch entered = new CountDownLatch(1);
    private VersionQueue queue;

    @AfterEach
    void close() {
        gate.release(1_000_000);
        if (queue != null) {
            queue.close(Duration.ofSeconds(5));
        }
    }

    @Test
    void runsALoneRequestAlone() {
        // Given
        queue = queue(1, 8, 4);
        gate.release();

        // When
        RowAnswer answer = ask(7).join();

        // Then
        assertThat(answer.probabilities()).containsExactly(7);
        assertThat(answer.batchSize()).isEqualTo(1);
        assertThat(answer.queueMicros()).isNotNegative();
        assertThat(answer.inferenceMicros()).isNotNegative();
    }

    @Test
    void runsAllThatWaitTogetherUpToTheLargestBatch() throws InterruptedException {
        // Given
        queue = queue(1, 100, 4);
        List<CompletableFuture<RowAnswer>> answers = new ArrayList<>(List.of(ask(0)));
        entered.await();
        IntStream.range(1, 7).forEach(i -> answers.add(ask(i)));

        // When
        gate.release(10);

        // Then
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join().probabilities()).containsExactly(i);
        }
        assertThat(batches).containsExactly(1, 4, 2);
        assertThat(registry.get("auspex.inference.batch.size").summary().max()).isEqualTo(4);
    }

    @Test
    void refusesAtOnceWhatDoesNotFitTheQueue() throws InterruptedException {
        // Given
        queue = queue(1, 2, 4);
        List<CompletableFuture<RowAnswer>> fitting = new ArrayList<>(List.of(ask(0)));
        entered.await();
        fitting.add(ask(1));
        fitting.add(ask(2));

        // When
        CompletableFuture<RowAnswer> refused = ask(3);

        // Then
        ProblemException problem = problem(refused);
        assertThat(problem.type()).isEqualTo(ProblemType.OVERLOADED);
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(failures("overloaded")).isEqualTo(1);
        gate.release(10);
        fitting.forEach(CompletableFuture::join);
    }

    @Test
    void doesNotComputeWhatIsLate() throws InterruptedException {
        // Given
        queue = queue(1, 8, 4);
        CompletableFuture<RowAnswer> blocking = ask(0);
        entered.await();
        Deadline soon = Deadline.in(Duration.ofMillis(20));
        CompletableFuture<RowAnswer> late = queue.row(row(1), soon, Priority.INTERACTIVE)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
        await().until(soon::passed);

        // When
        gate.release(10);

        // Then
        assertThat(problem(late).type()).isEqualTo(ProblemType.DEADLINE_EXCEEDED);
        blocking.join();
        assertThat(batches).containsExactly(1);
    }

    @Test
    void doesNotEvenQueueWhatComesLate() {
        // Given
        queue = queue(1, 8, 4);

        // When
        Uni<RowAnswer> late = queue.row(row(1), Deadline.in(Duration.ofSeconds(-1)), Priority.INTERACTIVE);

        // Then
        assertThat(problem(late.subscribeAsCompletionStage().toCompletableFuture())
                        .type())
                .isEqualTo(ProblemType.DEADLINE_EXCEEDED);
        assertThat(batches).isEmpty();
    }

    @Test
    void doesNotComputeWhatNobodyWaitsForAnyMore() throws InterruptedException {
        // Given
        queue = queue(1, 8, 4);
        CompletableFuture<RowAnswer> blocking = ask(0);
        entered.await();
        Cancellable gone =
                queue.row(row(1), soon(), Priority.INTERACTIVE).subscribe().with(answer -> {});
        CompletableFuture<RowAnswer> staying = ask(2);

        // When
        gone.cancel();
        gate.release(10);

        // Then
        blocking.join();
        staying.join();
        assertThat(batches).containsExactly(1, 1);
    }

    @Test
    void answersTheOthersOfABatchWithABadRow() throws InterruptedException {
        // Given
        queue = queue(1, 8, 8);
        CompletableFuture<RowAnswer> blocking = ask(0);
        entered.await();
        CompletableFuture<RowAnswer> before = ask(1);
        CompletableFuture<RowAnswer> bad = ask(BAD);
        CompletableFuture<RowAnswer> after = ask(2);

        // When
        gate.release(10);

        // Then
        blocking.join();
        assertThat(before.join().probabilities()).containsExactly(1);
        assertThat(after.join().probabilities()).containsExactly(2);
        assertThat(problem(bad).type()).isEqualTo(ProblemType.INTERNAL);
        assertThat(failures("engine")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {FAULTY, FATAL})
    void goesOnAfterAFault(float fault) {
        // Given
        queue = queue(1, 8, 4);
        gate.release(10);

        // When
        CompletableFuture<RowAnswer> faulty = ask(fault);

        // Then
        assertThat(problem(faulty).type()).isEqualTo(ProblemType.INTERNAL);
        assertThat(ask(1).join().probabilities()).containsExactly(1);
    }

    @Test
    void runsWorkOfItsOwnAlone() {
        // Given
        queue = queue(1, 8, 4);

        // When
        String answer = queue.run(() -> "done", soon()).await().atMost(Duration.ofSeconds(20));

        // Then
        assertThat(answer).isEqualTo("done");
    }

    @Test
    void joinsTensorsOfEqualRowsOnly() throws InterruptedException {
        // Given
        queue = queue(1, 100, 8);
        CompletableFuture<Values[]> first = askTensors(0);
        entered.await();
        List<CompletableFuture<Values[]>> columns = List.of(askTensors(1), askTensors(2, 3), askTensors(4));
        CompletableFuture<Values[]> wider = queue.tensors(Calls.table(1, 2, 5, 6), soon(), Priority.INTERACTIVE)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
        CompletableFuture<RowAnswer> row = ask(7);

        // When
        gate.release(10);

        // Then
        assertThat(number(first, 0)).isZero();
        assertThat(number(columns.get(1), 1)).isEqualTo(3);
        assertThat(number(columns.get(2), 0)).isEqualTo(4);
        assertThat(number(wider, 1)).isEqualTo(6);
        assertThat(row.join().probabilities()).containsExactly(7);
        assertThat(batches).containsExactly(1, 4, 1, 1);
    }

    @Test
    void countsRowsAndNotRequestsForTheLargestBatch() throws InterruptedException {
        // Given
        queue = queue(1, 100, 4);
        CompletableFuture<Values[]> first = askTensors(0);
        entered.await();
        List<CompletableFuture<Values[]>> waiting =
                List.of(askTensors(1, 1, 1), askTensors(2, 2), askTensors(3, 3), askTensors(4, 4, 4, 4, 4, 4));

        // When
        gate.release(10);

        // Then
        first.join();
        waiting.forEach(CompletableFuture::join);
        assertThat(batches).containsExactly(1, 3, 4, 6);
    }

    @Test
    void answersTheCompanionsOfABadTensor() throws InterruptedException {
        // Given
        queue = queue(1, 100, 8);
        CompletableFuture<Values[]> first = askTensors(0);
        entered.await();
        CompletableFuture<Values[]> before = askTensors(1);
        CompletableFuture<Values[]> bad = askTensors(BAD);
        CompletableFuture<Values[]> after = askTensors(2);

        // When
        gate.release(10);

        // Then
        assertThat(number(first, 0)).isZero();
        assertThat(number(before, 0)).isEqualTo(1);
        assertThat(number(after, 0)).isEqualTo(2);
        assertThat(problem(bad).type()).isEqualTo(ProblemType.INVALID_INPUT);
        assertThat(failures("invalid")).isEqualTo(1);
    }

    @Test
    void neverDelaysALoneRequest() {
        // Given
        queue = queue(2, 8, 8, Duration.ofSeconds(20));
        gate.release(100);

        // When
        long started = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            ask(i).join();
            askTensors(i).join();
        }

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
        assertThat(batches).containsOnly(1).hasSize(40);
    }

    @Test
    void waitsForCompanionsWhileOthersRun() throws InterruptedException {
        // Given
        queue = queue(2, 8, 3, Duration.ofSeconds(20));
        CompletableFuture<RowAnswer> running = ask(0);
        entered.await();
        CompletableFuture<RowAnswer> waiting = ask(1);

        // When
        CompletableFuture<RowAnswer> companion = ask(2);
        CompletableFuture<RowAnswer> last = ask(3);
        await().until(() -> batches.size() == 2);
        gate.release(10);

        // Then
        assertThat(batches).containsExactly(1, 3);
        assertThat(waiting.join().batchSize()).isEqualTo(3);
        assertThat(companion.join().probabilities()).containsExactly(2);
        assertThat(last.join().probabilities()).containsExactly(3);
        running.join();
    }

    @Test
    void waitsNoLongerThanItsDelayForCompanions() throws InterruptedException {
        // Given
        queue = queue(2, 8, 3, Duration.ofMillis(50));
        CompletableFuture<RowAnswer> running = ask(0);
        entered.await();

        // When
        CompletableFuture<RowAnswer> waiting = ask(1);
        await().until(() -> batches.size() == 2);
        gate.release(10);

        // Then
        assertThat(waiting.join().queueMicros()).isGreaterThanOrEqualTo(50_000);
        assertThat(waiting.join().batchSize()).isEqualTo(1);
        running.join();
    }

    @Test
    void waitsForNobodyOnceNobodyElseRuns() throws InterruptedException {
        // Given
        queue = queue(2, 8, 3, Duration.ofSeconds(20));
        CompletableFuture<RowAnswer> running = ask(0);
        entered.await();
        CompletableFuture<RowAnswer> waiting = ask(1);

        // When
        gate.release(10);

        // Then
        running.join();
        assertThat(waiting.join().queueMicros()).isLessThan(10_000_000);
    }

    @Test
    void runsInteractiveRequestsFirstAndStarvesNoBatch() throws InterruptedException {
        // Given
        queue = queue(1, 100, 1);
        List<Float> order = new CopyOnWriteArrayList<>();
        CompletableFuture<RowAnswer> first = ask(0);
        entered.await();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (float low : new float[] {100, 101}) {
            all.add(ask(low, Priority.BATCH).thenAccept(answer -> order.add(answer.probabilities()[0])));
        }
        for (float high : new float[] {1, 2, 3, 4, 5, 6, 7}) {
            all.add(ask(high).thenAccept(answer -> order.add(answer.probabilities()[0])));
        }

        // When
        gate.release(100);

        // Then
        first.join();
        all.forEach(CompletableFuture::join);
        assertThat(order).containsExactly(1f, 2f, 3f, 100f, 4f, 5f, 6f, 101f, 7f);
    }

    @Test
    void keepsHalfOfTheQueueFreeOfBatchRequests() throws InterruptedException {
        // Given
        queue = queue(1, 4, 1);
        List<CompletableFuture<RowAnswer>> fitting = new ArrayList<>(List.of(ask(0)));
        entered.await();
        fitting.add(ask(1, Priority.BATCH));
        fitting.add(ask(2, Priority.BATCH));

        // When
        CompletableFuture<RowAnswer> refused = ask(3, Priority.BATCH);
        fitting.add(ask(4));
        fitting.add(ask(5));
        CompletableFuture<RowAnswer> alsoRefused = ask(6);

        // Then
        assertThat(problem(refused).type()).isEqualTo(ProblemType.OVERLOADED);
        assertThat(problem(alsoRefused).type()).isEqualTo(ProblemType.OVERLOADED);
        gate.release(10);
        fitting.forEach(CompletableFuture::join);
    }

    @Test
    void countsPartsOfRunsAndRequests() {
        // Given
        VersionMeters meters = new VersionMeters(registry, "shared", "m", "2");
        queue = new VersionQueue(
                "m/2",
                new LaneSettings(8, 1, 8, Duration.ZERO, PATIENCE, 0, Duration.ofSeconds(1)),
                new Runners(Echo::new, TensorEcho::new),
                true,
                true,
                meters);
        gate.release(10);

        // When
        askTensors(1, 2, 3).join();
        askTensors(4).join();
        problem(askTensors(BAD));

        // Then
        await().until(() -> meters.statistics().fail().count() == 1);
        Statistics figures = meters.statistics();
        assertThat(figures.rows()).isEqualTo(4);
        assertThat(figures.runs()).isEqualTo(2);
        assertThat(figures.success().count()).isEqualTo(2);
        assertThat(figures.success().nanos()).isPositive();
        assertThat(figures.queue().count()).isEqualTo(3);
        assertThat(figures.input()).isEqualTo(new Statistics.Total(2, 2));
        assertThat(figures.infer()).isEqualTo(new Statistics.Total(2, 4));
        assertThat(figures.output()).isEqualTo(new Statistics.Total(2, 6));
        assertThat(figures.batches()).containsOnlyKeys(1, 3);
        assertThat(figures.lastInferenceMillis()).isPositive();
        assertThat(registry.get("auspex.inference.buffers")
                        .tag("version", "2")
                        .gauge()
                        .value())
                .isEqualTo(HELD);
    }

    @Test
    void keepsWorkOfItsOwnFromHoldingUpOtherWorkers() throws InterruptedException {
        // Given
        queue = queue(2, 8, 4);
        CountDownLatch both = new CountDownLatch(2);
        Job.Run<Boolean> meeting = () -> {
            both.countDown();
            try {
                return both.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new GraphException("interrupted", e);
            }
        };

        // When
        CompletableFuture<Boolean> one =
                queue.run(meeting, soon()).subscribeAsCompletionStage().toCompletableFuture();
        CompletableFuture<Boolean> other =
                queue.run(meeting, soon()).subscribeAsCompletionStage().toCompletableFuture();

        // Then
        assertThat(one.join()).isTrue();
        assertThat(other.join()).isTrue();
    }

    @Test
    void blamesTheInputWhereTheGraphRefusesIt() {
        // Given
        queue = queue(1, 8, 4);
        Uni<String> run = queue.run(
                () -> {
                    throw new GraphException(
                            "Error code - ORT_INVALID_ARGUMENT - message: Non-zero status code returned while running"
                                    + " Gather node. Name:'pick' Status Message: indices element out of data bounds,"
                                    + " idx=9 must be within the inclusive range [-3,2]");
                },
                soon());

        // When, Then
        assertThatThrownBy(() -> run.await().atMost(Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.type()).isEqualTo(ProblemType.INVALID_INPUT);
                    assertThat(e.getMessage())
                            .contains("node pick (Gather) failed: indices element out of data bounds")
                            .doesNotContain("Error code", "Non-zero status");
                });
    }

    @Test
    void answersWhatWaitsBeforeItCloses() throws InterruptedException {
        // Given
        queue = queue(2, 100, 4);
        List<CompletableFuture<RowAnswer>> waiting = new ArrayList<>(List.of(ask(0)));
        entered.await();
        IntStream.range(1, 30).forEach(i -> waiting.add(ask(i)));
        gate.release(100);

        // When
        boolean drained = queue.close(Duration.ofSeconds(5));

        // Then
        assertThat(drained).isTrue();
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(waiting.get(i).join().probabilities()).containsExactly(i);
        }
        assertThat(problem(ask(31)).type()).isEqualTo(ProblemType.UNAVAILABLE);
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws InterruptedException {
        // Given
        queue = queue(1, 8, 1);
        CompletableFuture<RowAnswer> stuck = ask(0);
        entered.await();
        CompletableFuture<RowAnswer> behind = ask(1);

        // When
        boolean drained = queue.close(Duration.ofMillis(20));

        // Then
        assertThat(drained).isFalse();
        assertThat(problem(behind).type()).isEqualTo(ProblemType.UNAVAILABLE);
        gate.release(10);
        stuck.join();
    }

    @Test
    void givesEachOfManyConcurrentCallersItsOwnAnswer() throws InterruptedException {
        // Given
        queue = queue(4, 10_000, 32);
        gate.release(1_000_000);

        // When
        Map<Integer, CompletableFuture<RowAnswer>> answers = new ConcurrentHashMap<>();
        List<Thread> callers = IntStream.range(0, 8)
                .mapToObj(caller -> Thread.ofPlatform().start(() -> IntStream.range(0, 625)
                        .map(i -> caller * 625 + i)
                        .forEach(value -> answers.put(value, ask(value)))))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }

        // Then
        assertThat(answers).hasSize(5_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(answers.get(i).join().probabilities()).containsExactly(i);
        }
        assertThat(registry.get("auspex.inference.requests").counter().count()).isEqualTo(5_000);
    }

    private CompletableFuture<RowAnswer> ask(float value) {
        return ask(value, Priority.INTERACTIVE);
    }

    private CompletableFuture<RowAnswer> ask(float value, Priority priority) {
        return queue.row(row(value), soon(), priority)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
    }

    private CompletableFuture<Values[]> askTensors(float... values) {
        return queue.tensors(Calls.column(values), soon(), Priority.INTERACTIVE)
                .subscribeAsCompletionStage()
                .toCompletableFuture();
    }

    private static double number(CompletableFuture<Values[]> answer, int index) {
        return answer.join()[0].number(index);
    }

    private double failures(String cause) {
        return registry.get("auspex.inference.errors")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private static Row row(float value) {
        return new Row(new float[] {value}, new String[0]);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static ProblemException problem(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            return (ProblemException) e.getCause();
        }
        throw new AssertionError("there was an answer");
    }

    private VersionQueue queue(int workers, int capacity, int maxBatch) {
        return queue(workers, capacity, maxBatch, Duration.ZERO);
    }

    private VersionQueue queue(int workers, int capacity, int maxBatch, Duration maxDelay) {
        LaneSettings settings =
                new LaneSettings(capacity, workers, maxBatch, maxDelay, PATIENCE, 0, Duration.ofSeconds(3));
        return new VersionQueue(
                "m/1",
                settings,
                new Runners(Echo::new, TensorEcho::new),
                true,
                true,
                new VersionMeters(registry, "shared", "m", "1"));
    }

    /** Gives tensors back, once the gate lets it. */
    private final class TensorEcho implements TensorRunner {

        @Override
        public TensorAnswers run(List<TensorCall> calls, Deadline until) throws GraphException {
            batches.add(calls.stream().mapToInt(TensorCall::rows).sum());
            entered.countDown();
            gate.acquireUninterruptibly();
            Values[][] outputs = new Values[calls.size()][];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = calls.get(i).inputs();
                if (outputs[i][0].number(0) == BAD) {
                    throw new GraphException("bad tensor");
                }
            }
            return new TensorAnswers(outputs, 1, 2, 3);
        }

        @Override
        public long heldBytes() {
            return HELD;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** Gives each row's first number back, once the gate lets it. */
    private final class Echo implements RowRunner {

        @Override
        public float[][] run(List<Row> rows, Deadline until) throws GraphException {
            batches.add(rows.size());
            entered.countDown();
            gate.acquireUninterruptibly();
            for (Row row : rows) {
                if (row.numbers()[0] == BAD) {
                    throw new GraphException("bad row");
                }
                if (row.numbers()[0] == FAULTY) {
                    throw new IllegalStateException("fault");
                }
                if (row.numbers()[0] == FATAL) {
                    throw new StackOverflowError("fault");
                }
            }
            return rows.stream().map(row -> new float[] {row.numbers()[0]}).toArray(float[][]::new);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
