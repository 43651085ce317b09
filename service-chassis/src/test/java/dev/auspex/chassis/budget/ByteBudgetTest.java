package dev.auspex.chassis.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.budget.ByteBudget.Verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ByteBudgetTest {

    private static final long CAPACITY = 1_000_000;

    /** What one caller does: takes, settles or ends one of its requests. */
    private record Step(int caller, int kind, long bytes) {}

    @Property
    void whatIsHeldIsWhatRequestsHoldAndNeverMoreThanThereIs(
            @ForAll @Size(max = 200) List<@IntRange(max = 1_000_000_000) Integer> seeds,
            @ForAll @LongRange(min = 1, max = CAPACITY) long mostOfOne) {
        // Given
        ByteBudget budget = new ByteBudget(CAPACITY, mostOfOne);
        Map<Integer, List<Charge>> open = new HashMap<>();

        // When
        for (int seed : seeds) {
            Step step = new Step(seed % 5, seed / 5 % 4, seed / 20 % (CAPACITY + 1));
            List<Charge> own = open.computeIfAbsent(step.caller(), ignored -> new ArrayList<>());
            switch (step.kind()) {
                case 0, 1 -> {
                    Charge charge = budget.open(step.caller());
                    own.add(charge);
                    charge.take(step.bytes());
                }
                case 2 -> own.forEach(charge -> charge.settle(step.bytes()));
                default -> {
                    own.forEach(Charge::close);
                    own.clear();
                }
            }

            // Then
            long all = 0;
            for (Map.Entry<Integer, List<Charge>> caller : open.entrySet()) {
                long held = caller.getValue().stream().mapToLong(Charge::bytes).sum();
                assertEquals(held, budget.used(caller.getKey()));
                assertTrue(
                        held <= mostOfOne && held <= Math.max(CAPACITY / 1024, budget.largest()),
                        held + " bytes of one caller");
                all += held;
            }
            assertEquals(all, budget.used());
            assertTrue(all <= CAPACITY);
        }
        open.values().forEach(charges -> charges.forEach(Charge::close));
        assertEquals(0, budget.used());
    }

    @Property(tries = 200)
    void howeverManyTakeAllTheyGetAnotherOneFindsAShare(
            @ForAll @IntRange(min = 1, max = 20) int greedy, @ForAll @LongRange(min = 1, max = 10_000) long bytes) {
        // Given
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        for (int i = 0; i < greedy; i++) {
            Charge charge = budget.open("greedy" + i);
            while (charge.take(bytes) == Verdict.TAKEN) {
                assertTrue(budget.used() <= CAPACITY);
            }
        }

        // When
        Charge another = budget.open("another");
        long got = 0;
        while (another.take(100) == Verdict.TAKEN) {
            got += 100;
        }

        // Then: what a request of the usual size needs, and half of what was free
        assertTrue(got >= CAPACITY / 1024 - 100, got + " bytes");
        assertTrue(greedy > 1 || got >= CAPACITY / 5, got + " bytes beside one");
    }

    @Test
    void sharesBecomeEqualAsRequestsEnd() {
        // Given: the first one has all it can get
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        Deque<Charge> first = new ArrayDeque<>();
        Deque<Charge> second = new ArrayDeque<>();
        fill(budget, "first", first);
        assertEquals(437_000, budget.used("first"), 1_000);

        // When: requests of both end, and both ask again for all they can get
        for (int i = 0; i < 2_000; i++) {
            first.pollFirst().close();
            fill(budget, "second", second);
            second.pollFirst().close();
            fill(budget, "first", first);
        }

        // Then: a third each, of what is not kept for others
        assertEquals(291_000, budget.used("first"), 3_000);
        assertEquals(291_000, budget.used("second"), 3_000);
    }

    private static void fill(ByteBudget budget, String caller, Deque<Charge> charges) {
        while (true) {
            Charge charge = budget.open(caller);
            if (charge.take(1_000) != Verdict.TAKEN) {
                return;
            }
            charges.add(charge);
        }
    }

    @Test
    void aloneOneCallerGetsNotQuiteHalf() {
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        Charge charge = budget.open("a");
        assertEquals(Verdict.TAKEN, charge.take(budget.largest()));
        assertEquals(437_500, budget.largest());
        assertEquals(Verdict.FULL, budget.open("a").take(1));
        assertEquals(Verdict.TAKEN, budget.open("b").take(CAPACITY / 5));
    }

    @Test
    void saysWhatWillNeverFit() {
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        assertEquals(Verdict.TOO_LARGE, budget.open("a").take(budget.largest() + 1));
        Charge grows = budget.open("a");
        assertEquals(Verdict.TAKEN, grows.take(CAPACITY / 4));
        assertEquals(Verdict.TOO_LARGE, grows.take(CAPACITY / 4));
        assertEquals(CAPACITY / 4, budget.used());
    }

    @Test
    void takesNothingForARequestThatHasEnded() {
        // Given
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        Charge charge = budget.open("a");
        charge.take(100);
        charge.close();

        // When
        charge.take(100);
        charge.close();

        // Then
        assertEquals(0, budget.used());
        assertThrows(IllegalArgumentException.class, () -> charge.take(-1));
    }

    @Test
    void forgetsCallersThatHoldNothing() {
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        for (int i = 0; i < 100_000; i++) {
            try (Charge charge = budget.open(i)) {
                charge.take(1);
            }
        }
        assertTrue(budget.callers() <= 1_025, budget.callers() + " callers");
    }

    @Test
    void losesNothingBetweenThreads() throws Exception {
        // Given
        ByteBudget budget = new ByteBudget(CAPACITY, CAPACITY);
        int threads = 8;
        CountDownLatch begin = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int self = t;
                done.add(pool.submit(() -> {
                    begin.await();
                    long most = 0;
                    for (int i = 0; i < 20_000; i++) {
                        // Thousands of names, so that accounts are forgotten under the others' hands.
                        try (Charge charge = budget.open((i * 31 + self) % 3_000)) {
                            charge.take(1_000 + i % 7_000);
                            charge.settle(500);
                            most = Math.max(most, budget.used());
                        }
                    }
                    return most;
                }));
            }

            // When
            begin.countDown();

            // Then: a refused charge is counted for the blink of an eye
            for (Future<Long> each : done) {
                assertTrue(each.get() <= CAPACITY + threads * 8_000);
            }
        }
        assertEquals(0, budget.used());
        for (int i = 0; i < 3_000; i++) {
            assertEquals(0, budget.used(i));
        }
    }
}
