package dev.auspex.training.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV strictly as RFC 4180 describes it: comma, double quote, quotes doubled inside quotes, LF or CRLF. Empty lines are
 * skipped. What deviates is an error that names line and column rather than a guess.
 */
public final class CsvParser {

    private final String file;
    private final String text;
    private int position;
    private int line = 1;

    private CsvParser(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Parses a whole file.
     *
     * @param file name for messages
     * @param text the file's text, with or without a byte order mark
     * @throws DataException at the first deviation from the format
     */
    public static List<CsvRecord> parse(String file, String text) {
        return new CsvParser(file, text.startsWith("\uFEFF") ? text.substring(1) : text).records();
    }

    private List<CsvRecord> records() {
        List<CsvRecord> records = new ArrayList<>();
        while (position < text.length()) {
            if (!skipLineEnd()) {
                records.add(nextRecord());
            }
        }
        return records;
    }

    private CsvRecord nextRecord() {
        int start = line;
        List<String> fields = new ArrayList<>();
        fields.add(nextField(1));
        while (position < text.length() && text.charAt(position) == ',') {
            position++;
            fields.add(nextField(fields.size() + 1));
        }
        if (position < text.length() && !skipLineEnd()) {
            throw DataException.at(file, line, fields.size(), "", "text after the closing quote");
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
                throw DataException.at(file, line, column, "", "a quote inside an unquoted field");
            }
            position++;
        }
        return text.substring(start, position);
    }

    private boolean endsField() {
        char c = text.charAt(position);
        return c == ',' || c == '\n' || c == '\r';
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
        throw DataException.at(file, opened, column, "", "the quote is never closed");
    }

    /** Skips LF or CRLF; a lone CR is an error. */
    private boolean skipLineEnd() {
        if (text.charAt(position) == '\r') {
            position++;
            if (position == text.length() || text.charAt(position) != '\n') {
                throw new DataException(file + ": line " + line + ": a carriage return without a line feed");
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
