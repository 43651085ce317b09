package dev.auspex.chassis.deadline;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeadlineTest {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void takesTheLongestWaitWhereNobodyAskedForLess() {
        Deadline deadline = Deadline.fromHeader(null, LONGEST);

        assertFalse(deadline.passed());
        assertTrue(deadline.remaining().compareTo(LONGEST) <= 0);
        assertTrue(deadline.remaining().compareTo(Duration.ofSeconds(4)) > 0);
    }

    @Test
    void neverWaitsLongerThanTheServiceAllows() {
        Deadline deadline = Deadline.fromHeader(Instant.now().plusSeconds(3600).toString(), LONGEST);

        assertTrue(deadline.remaining().compareTo(LONGEST) <= 0);
    }

    @Test
    void keepsAnEarlierInstantExactlyAcrossTheHeader() {
        // Given
        Instant asked = Instant.now().plusMillis(1500);

        // When
        Deadline deadline = Deadline.fromHeader(new Deadline(asked).header(), LONGEST);

        // Then
        assertEquals(asked, deadline.at());
    }

    @Test
    void hasNoTimeLeftOncePassed() {
        Deadline deadline = new Deadline(Instant.now().minusSeconds(1));

        assertTrue(deadline.passed());
        assertEquals(Duration.ZERO, deadline.remaining());
    }

    @Test
    void refusesWhatIsNoInstant() {
        ProblemException problem = assertThrows(ProblemException.class, () -> Deadline.fromHeader("soon", LONGEST));

        assertEquals(ProblemType.INVALID_INPUT, problem.type());
        assertEquals("#X-Request-Deadline", problem.violations().getFirst().pointer());
    }
}
