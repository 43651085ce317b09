package dev.auspex.prediction.request;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Search for the word that somebody probably meant, by edit distance, ignoring case. */
final class Nearest {

    private static final int LONGEST = 64;
    private static final int MOST_CANDIDATES = 1000;

    private Nearest() {}

    /**
     * Returns the known word with the fewest edits.
     *
     * @param given word as written
     * @param known words that could have been meant; only the first 1000 are compared
     * @return empty if every word takes more edits than a third of the letters (at least one edit is allowed), and for
     *     words above 64 characters
     */
    static Optional<String> to(String given, Collection<String> known) {
        if (given.isEmpty() || given.length() > LONGEST) {
            return Optional.empty();
        }
        String lower = given.toLowerCase(Locale.ROOT);
        String best = null;
        int fewest = Math.max(1, given.length() / 3) + 1;
        int looked = 0;
        for (String candidate : known) {
            if (++looked > MOST_CANDIDATES) {
                break;
            }
            if (Math.abs(candidate.length() - given.length()) >= fewest) {
                continue;
            }
            int edits = distance(lower, candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Computes the Levenshtein distance with two rows (Wagner and Fischer, 1974). */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            int[] done = above;
            above = row;
            row = done;
        }
        return above[b.length()];
    }
}
