package dev.auspex.chassis.budget;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.LargeBodyGate.Turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LargeBodyGateTest {

    private final LargeBodyGate gate = new LargeBodyGate(2);
    private final List<String> started = new ArrayList<>();

    @Test
    void letsOneCallerWaitForItsOwnTurnsAndNobodyElse() {
        // When
        boolean first = gate.enter(turn("a", "a1"));
        boolean second = gate.enter(turn("a", "a2"));
        boolean third = gate.enter(turn("a", "a3"));
        boolean other = gate.enter(turn("b", "b1"));

        // Then
        assertTrue(first);
        assertTrue(second);
        assertFalse(third);
        assertTrue(other);
        assertEquals(List.of(), started);
    }

    @Test
    void startsWhoeverWaitsLongestWhenATurnEnds() {
        // Given
        Turn first = turn("a", "a1");
        gate.enter(first);
        gate.enter(turn("a", "a2"));
        gate.enter(turn("a", "a3"));
        gate.enter(turn("a", "a4"));

        // When
        gate.leave(first);
        gate.leave(first);

        // Then
        assertEquals(List.of("a3"), started);
    }

    @Test
    void forgetsWhoeverHangsUpWhileWaiting() {
        // Given
        Turn first = turn("a", "a1");
        Turn second = turn("a", "a2");
        Turn third = turn("a", "a3");
        gate.enter(first);
        gate.enter(second);
        gate.enter(third);

        // When
        gate.leave(third);
        gate.leave(first);
        gate.leave(second);

        // Then
        assertEquals(List.of(), started);
        assertEquals(0, gate.callers());
    }

    private Turn turn(String caller, String name) {
        return new Turn(caller, () -> started.add(name));
    }
}
