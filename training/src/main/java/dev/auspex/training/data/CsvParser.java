package dev.auspex.training.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Strict CSV parser after RFC 4180: comma or another separator, double quotes, doubled quotes inside quotes, LF or
 * CRLF. Empty lines are skipped. A deviation is an error that names its place; the parser never guesses.
 */
public final class CsvParser {

    private final String file;
    private final String text;
    private final char separator;
    private int position;
    private int line = 1;

    private CsvParser(String file, String text, char separator) {
        this.file = file;
        this.text = text;
        this.separator = separator;
    }

    /**
     * Parses a whole file.
     *
     * @param file name of the file, for messages
     * @param text text of the file, with or without a byte order mark
     * @throws DataException at the first deviation from the format
     */
    public static List<CsvRecord> parse(String file, String text) {
        return parse(file, text, Separator.COMMA);
    }

    /**
     * Parses a whole file.
     *
     * @param file      name of the file, for messages
     * @param text      text of the file, with or without a byte order mark or a first line that names the separator
     * @param separator character between fields
     * @throws DataException at the first deviation from the format
     */
    static List<CsvRecord> parse(String file, String text, char separator) {
        List<CsvRecord> records = new ArrayList<>();
        new CsvParser(file, text, separator).read(records, Integer.MAX_VALUE);
        return records;
    }

    /** Returns the first records, up to the first deviation from the format. */
    static List<CsvRecord> sample(String text, char separator, int most) {
        List<CsvRecord> records = new ArrayList<>();
        try {
            new CsvParser("", text, separator).read(records, most);
        } catch (DataException e) {
            // The records before the deviation are the sample.
            return records;
        }
        return records;
    }

    private void read(List<CsvRecord> records, int most) {
        position = text.startsWith("\uFEFF") ? 1 : 0;
        int name = Separator.lengthOfName(text.substring(position, Math.min(text.length(), position + 8)));
        position += name;
        line += name > 0 ? 1 : 0;
        while (position < text.length() && records.size() < most) {
            if (!skipLineEnd()) {
                records.add(nextRecord());
            }
        }
    }

    private CsvRecord nextRecord() {
        int start = line;
        List<String> fields = new ArrayList<>();
        fields.add(nextField(1));
        while (position < text.length() && text.charAt(position) == separator) {
            position++;
            fields.add(nextField(fields.size() + 1));
        }
        if (position < text.length() && !skipLineEnd()) {
            throw DataException.at(file, line, fields.size(), "", "There is text after the closing quote.");
        }
        return new CsvRecord(start, fields);
    }

    private String nextField(int column) {
        return position < text.length() && text.charAt(position) == '"' ? quoted(column) : plain(column);
    }

    private String plain(int column) {
        int start = position;
        while (position < text.length() && !endsField()) {
            if (text.charAt(position) == '"') {
                throw DataException.at(file, line, column, "", "An unquoted field contains a quote.");
            }
            position++;
        }
        return text.substring(start, position);
    }

    private boolean endsField() {
        char c = text.charAt(position);
        return c == separator || c == '\n' || c == '\r';
    }

    private String quoted(int column) {
        int opened = line;
        StringBuilder field = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != '"') {
                line += c == '\n' ? 1 : 0;
                field.append(c);
            } else if (position < text.length() && text.charAt(position) == '"') {
                position++;
                field.append('"');
            } else {
                return field.toString();
            }
        }
        throw DataException.at(file, opened, column, "", "The quote is never closed.");
    }

    /** Skips LF or CRLF and returns whether there was one. A lone CR is an error. */
    private boolean skipLineEnd() {
        if (text.charAt(position) == '\r') {
            position++;
            if (position == text.length() || text.charAt(position) != '\n') {
                throw new DataException(file + ": line " + line + ": A carriage return has no line feed after it.");
            }
        }
        if (text.charAt(position) != '\n') {
            return false;
        }
        position++;
        line++;
        return true;
    }
}
