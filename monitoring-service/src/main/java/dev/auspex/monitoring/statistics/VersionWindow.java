package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * Key of one row of statistics. Keys are ordered as PostgreSQL orders them, so that all transactions lock rows in the
 * same order.
 *
 * @param tenant  tenant that owns the row
 * @param model   model name
 * @param version model version
 * @param start   start of the window
 */
record VersionWindow(UUID tenant, String model, String version, Instant start) implements Comparable<VersionWindow> {

    // UUID.compareTo compares the halves as signed numbers. PostgreSQL compares the bytes, which gives the order of the
    // text.
    private static final Comparator<VersionWindow> ORDER = Comparator.comparing(
                    (VersionWindow window) -> window.tenant.toString())
            .thenComparing(VersionWindow::model)
            .thenComparing(VersionWindow::version)
            .thenComparing(VersionWindow::start);

    /** Returns the start of the window that contains an instant. */
    static Instant startOf(Instant at, Duration window) {
        long seconds = window.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }

    @Override
    public int compareTo(VersionWindow other) {
        return ORDER.compare(this, other);
    }
}
