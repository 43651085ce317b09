package dev.auspex.monitoring.sketch;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Exact counts by category, bounded: once {@link #MOST} categories are known, new ones are counted together as other.
 *
 * <p>Not for several threads.
 */
public final class CategoryCounts {

    /** Most categories that are told apart. */
    public static final int MOST = 1000;

    /** Longest category, in characters, that is told apart. */
    public static final int LONGEST = 200;

    private final Map<String, Long> counts = new TreeMap<>();
    private long other;

    /** Counts one value. */
    public void add(String category) {
        add(category, 1);
    }

    /** Counts a value that was seen several times. */
    public void add(String category, long times) {
        boolean known = counts.containsKey(category);
        if (!known && (counts.size() >= MOST || !countable(category))) {
            other += times;
        } else {
            counts.merge(category, times, Long::sum);
        }
    }

    /** Counts values that were not told apart. */
    public void addOther(long times) {
        other += times;
    }

    public void merge(CategoryCounts more) {
        more.counts.forEach(this::add);
        other += more.other;
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum() + other;
    }

    public long of(String category) {
        return counts.getOrDefault(category, 0L);
    }

    public long other() {
        return other;
    }

    /** Counts of the categories that are told apart, in their order. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** PostgreSQL stores no NUL in text. */
    private static boolean countable(String category) {
        return category.length() <= LONGEST && category.indexOf('\0') < 0;
    }
}
