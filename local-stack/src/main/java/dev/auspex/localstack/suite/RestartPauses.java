package dev.auspex.localstack.suite;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a part that died stays down. The pause grows with the number of deaths in a row, so that a fault that a
 * restart does not fix costs almost nothing, but it has a limit, so that nobody waits too long. A random 20 percent
 * more or less keeps parts that died together from coming back together.
 *
 * @param first   pause after the first death
 * @param longest longest pause, before the random part
 * @param calm    a part that lived this long has its deaths forgotten
 * @param chance  supplies random numbers from 0 to 1
 */
record RestartPauses(Duration first, Duration longest, Duration calm, DoubleSupplier chance) {

    private static final double GROWTH = 3;
    private static final double SPREAD = 0.2;

    /**
     * Returns the pause after a death.
     *
     * @param deaths deaths in a row, at least 1
     */
    Duration after(int deaths) {
        double millis = Math.min(longest.toMillis(), first.toMillis() * Math.pow(GROWTH, deaths - 1.0));
        return Duration.ofMillis(Math.round(millis * (1 - SPREAD + 2 * SPREAD * chance.getAsDouble())));
    }
}
