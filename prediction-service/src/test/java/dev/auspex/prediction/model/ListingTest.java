package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.ModelSummary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ListingTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<CompletableFuture<List<ModelSummary>>> questions = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final Listing listing = new Listing(
            () -> {
                CompletableFuture<List<ModelSummary>> question = new CompletableFuture<>();
                questions.add(question);
                return Uni.createFrom().completionStage(question);
            },
            new Misses(2, Duration.ofSeconds(1), clock::get),
            new Ignored());

    private static final class Ignored implements Listing.Outcome {

        @Override
        public void answered(int models) {
            // Of no interest here.
        }

        @Override
        public void failed(int known, Throwable cause) {
            // Of no interest here.
        }
    }

    @Test
    void asksOnceForAllWhoWait() {
        // When
        CompletableFuture<Map<String, ModelSummary>> one = listing.within(LONG);
        CompletableFuture<Map<String, ModelSummary>> other = listing.within(LONG);
        answer(0, "a");

        // Then
        assertEquals(1, questions.size());
        assertTrue(one.join().containsKey("a"));
        assertTrue(other.join().containsKey("a"));
        assertTrue(listing.within(LONG).isDone());
        assertEquals(1, questions.size());
    }

    @Test
    void asksAgainWhereSomethingChangedAfterTheQuestionWasSent() {
        // Given
        CompletableFuture<Map<String, ModelSummary>> first = listing.within(LONG);

        // When
        listing.changed();
        answer(0, "before");

        // Then
        assertTrue(first.join().containsKey("before"));
        assertEquals(2, questions.size());
        answer(1, "after");
        assertTrue(listing.known().containsKey("after"));
    }

    @Test
    void asksAtOnceWhenSomethingChanged() {
        // Given
        listing.within(LONG);
        answer(0, "before");

        // When
        listing.changed();
        answer(1, "after");

        // Then
        assertTrue(listing.within(LONG).join().containsKey("after"));
        assertEquals(2, questions.size());
    }

    @Test
    void boundsTheQuestionsThatMissesCause() {
        // Given
        listing.within(LONG);
        answer(0, "a");

        // When
        for (int i = 0; i < 1_000; i++) {
            miss();
        }

        // Then
        assertEquals(1 + 2, questions.size());

        // When
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        for (int i = 0; i < 1_000; i++) {
            miss();
        }

        // Then
        assertEquals(1 + 2 + 1, questions.size());
    }

    @Test
    void asksOnceMoreWhereTheAnswerUnderWayDoesNotHaveWhatIsMissing() {
        // Given
        CompletableFuture<Map<String, ModelSummary>> regular = listing.within(LONG);

        // When
        CompletableFuture<Map<String, ModelSummary>> missed = listing.afterMiss(told -> told.containsKey("b"));
        answer(0, "a");
        answer(1, "b");

        // Then
        assertFalse(regular.join().containsKey("b"));
        assertTrue(missed.join().containsKey("b"));
    }

    @Test
    void keepsWhatIsKnownWhereNoAnswerComes() {
        // Given
        listing.within(LONG);
        answer(0, "a");

        // When
        CompletableFuture<Map<String, ModelSummary>> old = listing.within(Duration.ZERO);
        questions.get(1).completeExceptionally(new IllegalStateException("away"));

        // Then
        assertTrue(old.join().containsKey("a"));
    }

    @Test
    void doesNotCallMissingWhatCannotBeAskedFor() {
        // Given
        listing.within(LONG);
        answer(0, "a");
        for (int i = 0; i < 2; i++) {
            listing.afterMiss(told -> false);
            questions.getLast().completeExceptionally(new IllegalStateException("away"));
        }

        // When
        CompletableFuture<Map<String, ModelSummary>> refused = listing.afterMiss(told -> false);

        // Then
        assertEquals(3, questions.size());
        assertThrows(ExecutionException.class, refused::get);
    }

    private void miss() {
        CompletableFuture<Map<String, ModelSummary>> told = listing.afterMiss(list -> false);
        if (!told.isDone()) {
            answer(questions.size() - 1, "a");
        }
    }

    private void answer(int question, String model) {
        questions.get(question).complete(List.of(new ModelSummary(model, List.of("1"), Map.of())));
    }
}
