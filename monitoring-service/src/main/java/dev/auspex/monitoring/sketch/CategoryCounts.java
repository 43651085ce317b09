package dev.auspex.monitoring.sketch;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Exact counts by category, limited in number: once {@link #MOST} categories are known, new ones are counted together
 * as other.
 *
 * <p>Not thread-safe.
 */
public final class CategoryCounts {

    /** Maximum number of categories that are counted separately. */
    public static final int MOST = 1000;

    /** Longest category that is counted separately, in characters. */
    public static final int LONGEST = 200;

    private final Map<String, Long> counts = new TreeMap<>();
    private long other;

    /** Counts one value. */
    public void add(String category) {
        add(category, 1);
    }

    /** Counts a value that occurred several times. */
    public void add(String category, long times) {
        boolean known = counts.containsKey(category);
        if (!known && (counts.size() >= MOST || !countable(category))) {
            other += times;
        } else {
            counts.merge(category, times, Long::sum);
        }
    }

    /** Counts values that are not counted separately. */
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

    /** Returns the counts of the categories that are counted separately, sorted by category. */
    public Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** Returns whether a category is counted separately. PostgreSQL allows no NUL in text. */
    private static boolean countable(String category) {
        return category.length() <= LONGEST && category.indexOf('\0') < 0;
    }
}
