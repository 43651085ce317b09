package dev.auspex.training.data;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which character stands between the fields of a file. */
final class Separator {

    /** The usual one. */
    static final char COMMA = ',';

    private static final List<Character> KNOWN = List.of(COMMA, ';', '\t', '|');

    /** What Excel takes as the separator's name, on a line of its own before the header. */
    private static final Pattern NAMED = Pattern.compile("\\Asep=([,;\t|])\r?\n");

    /** Records that are looked at. */
    private static final int SAMPLE = 200;

    /** Least share of records that are as wide as the header. */
    private static final double LEAST_AGREEMENT = 0.5;

    private Separator() {}

    /** The length of a first line that names the separator; 0 where there is none. */
    static int lengthOfName(String text) {
        Matcher named = NAMED.matcher(text);
        return named.find() ? named.end() : 0;
    }

    /**
     * The separator with which most records are as wide as the header, and the header has a wanted column: of several the one that
     * makes most columns. A comma where none does.
     *
     * @param wanted header of a column that there must be
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
