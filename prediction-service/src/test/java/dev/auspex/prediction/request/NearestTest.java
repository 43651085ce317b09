package dev.auspex.prediction.request;

import java.util.List;
import java.util.Optional;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NearestTest {

    @Test
    void findsTheNearestOfSeveral() {
        assertEquals(Optional.of("tenure"), Nearest.to("Tenur", List.of("gender", "tenure", "tension")));
        assertEquals(Optional.of("DSL"), Nearest.to("dsl", List.of("No", "DSL")));
    }

    @Test
    void guessesNothingWhereNothingIsNear() {
        assertEquals(Optional.empty(), Nearest.to("colour", List.of("tenure", "female")));
        assertEquals(Optional.empty(), Nearest.to("", List.of("a")));
        assertEquals(Optional.empty(), Nearest.to("x".repeat(65), List.of("x".repeat(65))));
    }

    @Test
    void measuresKnownDistances() {
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(3, Nearest.distance("saturday", "sunday"));
        assertEquals(4, Nearest.distance("", "four"));
    }

    @Property(tries = 300)
    void isAMetric(
            @ForAll @StringLength(max = 8) String a,
            @ForAll @StringLength(max = 8) String b,
            @ForAll @StringLength(max = 8) String c) {
        assertEquals(Nearest.distance(a, b), Nearest.distance(b, a));
        assertEquals(a.equals(b), Nearest.distance(a, b) == 0);
        assertTrue(Nearest.distance(a, c) <= Nearest.distance(a, b) + Nearest.distance(b, c));
    }
}
