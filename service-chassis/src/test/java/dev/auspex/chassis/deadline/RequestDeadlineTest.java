package dev.auspex.chassis.deadline;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RequestDeadlineTest {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void takesTheLongestWaitWhereNobodyAskedForLess() {
        Deadline deadline = RequestDeadline.of(null, LONGEST);

        assertFalse(deadline.passed());
        assertTrue(deadline.remaining().compareTo(LONGEST) <= 0);
        assertTrue(deadline.remaining().compareTo(Duration.ofSeconds(4)) > 0);
    }

    @Test
    void neverWaitsLongerThanTheServiceAllows() {
        Deadline deadline = RequestDeadline.of("3600000", LONGEST);

        assertTrue(deadline.remaining().compareTo(LONGEST) <= 0);
    }

    @Test
    void carriesWhatIsLeftAcrossTheHeader() {
        // Given
        Duration asked = Duration.ofMillis(1500);

        // When
        Deadline deadline = RequestDeadline.of(Deadline.in(asked).header(), LONGEST);

        // Then
        assertTrue(deadline.remaining().compareTo(asked) <= 0);
        assertTrue(deadline.remaining().compareTo(asked.minusMillis(500)) > 0);
    }

    @Test
    void hasNoTimeLeftOncePassed() {
        Deadline deadline = Deadline.in(Duration.ofSeconds(-1));

        assertTrue(deadline.passed());
        assertEquals(Duration.ZERO, deadline.remaining());
        assertEquals("0", deadline.header());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "2026-01-31T12:00:00Z", "1000000000", "99999999999999999999"})
    void refusesWhatIsNoNumberOfMilliseconds(String header) {
        ProblemException problem = assertThrows(ProblemException.class, () -> RequestDeadline.of(header, LONGEST));

        assertEquals(ProblemType.INVALID_INPUT, problem.type());
        assertEquals("#X-Request-Deadline", problem.violations().getFirst().pointer());
    }
}
