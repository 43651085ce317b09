package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PreparationsTest {

    private final Preparations preparations = new Preparations(1, 16, false);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger prepared = new AtomicInteger();

    @AfterEach
    void close() {
        gate.countDown();
        preparations.close();
    }

    @Test
    void refusesAtOnceWhatFindsNoPlace() {
        // Given: one is being prepared, sixteen wait
        List<CompletableFuture<Preparation.Prepared>> waiting = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            waiting.add(ask(Deadline.in(Duration.ofMinutes(1))));
        }

        // When
        CompletableFuture<Preparation.Prepared> oneMore = ask(Deadline.in(Duration.ofMinutes(1)));

        // Then
        assertProblem(oneMore, ProblemType.OVERLOADED);
        gate.countDown();
        waiting.forEach(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void preparesNothingThatIsLate() throws Exception {
        // Given
        CompletableFuture<Preparation.Prepared> first = ask(Deadline.in(Duration.ofMinutes(1)));
        CompletableFuture<Preparation.Prepared> late = ask(Deadline.in(Duration.ofMillis(1)));
        TimeUnit.MILLISECONDS.sleep(5);

        // When
        gate.countDown();

        // Then
        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        assertProblem(late, ProblemType.DEADLINE_EXCEEDED);
        assertThat(prepared).hasValue(1);
    }

    private CompletableFuture<Preparation.Prepared> ask(Deadline deadline) {
        return preparations.prepared(new Held(), "value", deadline).subscribeAsCompletionStage();
    }

    private static void assertProblem(CompletableFuture<?> answer, ProblemType type) {
        assertThatThrownBy(() -> answer.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                        .isEqualTo(type));
    }

    /** Prepares once the gate is open. */
    private final class Held implements Preparation {

        @Override
        public FeatureType type() {
            return FeatureType.TEXT;
        }

        @Override
        public TensorSpec given() {
            return new TensorSpec("text", ElementType.BYTES, List.of(-1L, 1L), List.of("N", ""), true);
        }

        @Override
        public Prepared prepare(String value) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            prepared.incrementAndGet();
            return new Prepared(new Values[0], List.of());
        }

        @Override
        public long[] padding() {
            return new long[0];
        }

        @Override
        public List<String> samples() {
            return List.of();
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
