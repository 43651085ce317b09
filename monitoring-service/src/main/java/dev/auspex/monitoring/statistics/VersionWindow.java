package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * What one row of statistics is about. Ordered as PostgreSQL orders the rows' keys, so that transactions that lock
 * several rows do so in one order.
 *
 * @param tenant  owner
 * @param model   model name
 * @param version model version
 * @param start   start of the window
 */
record VersionWindow(UUID tenant, String model, String version, Instant start) implements Comparable<VersionWindow> {

    // UUID.compareTo takes the halves as signed numbers; PostgreSQL compares bytes, as the text does.
    private static final Comparator<VersionWindow> ORDER = Comparator.comparing(
                    (VersionWindow window) -> window.tenant.toString())
            .thenComparing(VersionWindow::model)
            .thenComparing(VersionWindow::version)
            .thenComparing(VersionWindow::start);

    /** Start of the window that holds an instant. */
    static Instant startOf(Instant at, Duration window) {
        long seconds = window.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }

    @Override
    public int compareTo(VersionWindow other) {
        return ORDER.compare(this, other);
    }
}
