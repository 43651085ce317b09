package dev.auspex.localstack.suite;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a part that died stays down: the longer, the more often it died in a row, so that a fault which starting again does not
 * cure costs next to nothing, and never so long that nobody waits for it. A fifth more or less by chance keeps parts that died
 * together from coming back together.
 *
 * @param first   after the first death
 * @param longest at most
 * @param calm    a part that lived for this long has its deaths forgotten
 * @param chance  gives numbers from 0 to 1
 */
record RestartPauses(Duration first, Duration longest, Duration calm, DoubleSupplier chance) {

    private static final double GROWTH = 3;
    private static final double SPREAD = 0.2;

    /** @param deaths in a row, at least 1 */
    Duration after(int deaths) {
        double millis = Math.min(longest.toMillis(), first.toMillis() * Math.pow(GROWTH, deaths - 1.0));
        return Duration.ofMillis(Math.round(millis * (1 - SPREAD + 2 * SPREAD * chance.getAsDouble())));
    }
}
