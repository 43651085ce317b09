package dev.auspex.chassis.problem;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.problem.ProblemType;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProblemTypeTest {

    @Test
    void givesEachKindAUriOfItsOwn() {
        Set<String> uris = new HashSet<>();
        for (ProblemType type : ProblemType.values()) {
            assertTrue(uris.add(type.uri()), type.uri());
        }
    }

    @Test
    void findsAKindForAnyErrorStatus() {
        assertEquals(ProblemType.NOT_FOUND, ProblemType.ofStatus(404));
        assertEquals(ProblemType.INTERNAL, ProblemType.ofStatus(507));
        assertEquals(ProblemType.INVALID_INPUT, ProblemType.ofStatus(418));
    }

    @Test
    void isCheapAndKeepsItsWait() {
        ProblemException problem = new ProblemException(ProblemType.OVERLOADED, "full", Duration.ofMillis(1));

        assertEquals(0, problem.getStackTrace().length);
        assertEquals(Duration.ofMillis(1), problem.retryAfter().orElseThrow());
    }
}
