package dev.auspex.chassis.database;

import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TurnsTest {

    private final Turns turns = new Turns(2, 2);
    private final List<String> begun = new ArrayList<>();
    private final List<UniEmitter<? super String>> ends = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    @Test
    void letsNoMoreRunThanItHasTurns() {
        // When
        ask("a", "b", "c", "d");

        // Then
        assertEquals(List.of("a", "b"), begun);
    }

    @Test
    void goesOnInTheOrderOfTheLine() {
        // Given
        ask("a", "b", "c", "d");

        // When
        ends.get(1).complete("b's answer");
        ends.get(0).fail(new IllegalStateException("a fails"));

        // Then
        assertEquals(List.of("a", "b", "c", "d"), begun);
        assertEquals(List.of("b's answer"), answers);
        assertEquals(1, failures.size());
    }

    @Test
    void refusesWhatTheLineHasNoPlaceFor() {
        // When
        ask("a", "b", "c", "d", "e");

        // Then
        ProblemException refusal = assertInstanceOf(ProblemException.class, failures.getFirst());
        assertEquals(ProblemType.OVERLOADED, refusal.type());
        assertTrue(refusal.retryAfter().isPresent());
        assertEquals(List.of("a", "b"), begun);
    }

    @Test
    void hasItsPlacesBackWhenAllIsDone() {
        // Given
        ask("a", "b", "c", "d");
        for (int i = 0; i < 4; i++) {
            ends.get(i).complete("done");
        }

        // When
        ask("e", "f", "g");

        // Then
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), begun);
    }

    @Test
    void forgetsWhoLeftTheLine() {
        // Given
        ask("a", "b");
        var leaver = turns.take(work("c")).subscribe().withSubscriber(UniAssertSubscriber.create());
        ask("d");

        // When
        leaver.cancel();

        // Then
        ends.getFirst().complete("done");
        assertEquals(List.of("a", "b", "d"), begun);
    }

    @Test
    void keepsThePlaceOfWorkThatNobodyWaitsForAnyMore() {
        // Given
        ask("a");
        var leaver = turns.take(work("b")).subscribe().withSubscriber(UniAssertSubscriber.create());

        // When
        leaver.cancel();

        // Then
        ask("c");
        assertEquals(List.of("a", "b"), begun);
        ends.get(1).complete("late");
        assertEquals(List.of("a", "b", "c"), begun);
    }

    private void ask(String... names) {
        for (String name : names) {
            turns.take(work(name)).subscribe().with(answers::add, failures::add);
        }
    }

    private Uni<String> work(String name) {
        return Uni.createFrom().emitter(end -> {
            begun.add(name);
            ends.add(end);
        });
    }
}
