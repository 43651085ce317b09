package dev.auspex.training.data;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Detection of the character that separates the fields of a file. */
final class Separator {

    /** The usual separator. */
    static final char COMMA = ',';

    private static final List<Character> KNOWN = List.of(COMMA, ';', '\t', '|');

    /** Line before the header in which Excel expects the separator. */
    private static final Pattern NAMED = Pattern.compile("\\Asep=([,;\t|])\r?\n");

    /** Maximum number of records in the sample. */
    private static final int SAMPLE = 200;

    /** Minimum share of records that must have as many fields as the header. */
    private static final double LEAST_AGREEMENT = 0.5;

    private Separator() {}

    /** Returns the length of a first line that names the separator, or 0 if there is none. */
    static int lengthOfName(String text) {
        Matcher named = NAMED.matcher(text);
        return named.find() ? named.end() : 0;
    }

    /**
     * Returns the separator that the first line names or else the one that fits best. A separator fits if at least half
     * of the sampled records have as many fields as the header. One that yields the wanted column is preferred, then
     * the one that yields the most columns. Returns a comma if none fits.
     *
     * @param wanted header of a column that the file should have
     */
    static char of(String text, String wanted) {
        Matcher named = NAMED.matcher(text);
        if (named.find()) {
            return named.group(1).charAt(0);
        }
        char best = COMMA;
        boolean bestHasWanted = false;
        int mostColumns = 1;
        for (char separator : KNOWN) {
            List<CsvRecord> records = CsvParser.sample(text, separator, SAMPLE);
            if (!agrees(records)) {
                continue;
            }
            List<String> header = records.getFirst().fields();
            boolean hasWanted = header.stream().map(String::strip).anyMatch(wanted::equals);
            if (hasWanted == bestHasWanted ? header.size() > mostColumns : hasWanted) {
                best = separator;
                bestHasWanted = hasWanted;
                mostColumns = header.size();
            }
        }
        return best;
    }

    private static boolean agrees(List<CsvRecord> records) {
        if (records.size() < 2 || records.getFirst().fields().size() < 2) {
            return false;
        }
        int width = records.getFirst().fields().size();
        long agreeing = records.stream()
                .skip(1)
                .filter(csv -> csv.fields().size() == width)
                .count();
        return agreeing >= LEAST_AGREEMENT * (records.size() - 1);
    }
}
