package dev.auspex.graph.text;

import java.io.IOException;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Refuses regular expressions in a tokenizer that could take forever on some text. The tokenizers' library backtracks
 * and cannot be interrupted, so one text would block a thread for good. The check is stricter than necessary. It
 * accepts the patterns of published tokenizers, and the run time of any accepted pattern grows at most with the
 * square of the text length.
 */
final class TokenizerPatterns {

    private static final int LONGEST = 1_000;

    /** Limit on the optional parts of one alternative, so that there are only few ways to match it. */
    private static final int MOST_OPTIONAL = 2;

    private static final int MOST_GROUPS = 3;
    private static final int MOST_INNER_ALTERNATIVES = 20;

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Alternatives of widely used tokenizers (cl100k, Llama 3, Qwen 2) with two repetitions whose run
     * time is still quadratic.
     */
    private static final Set<String> KNOWN = Set.of(" ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*", "\\s*[\\r\\n]+");

    private final String pattern;
    private int at;
    private int began;
    private int depth;
    private int repetitions;
    private int optional;
    private int groups;
    private int innerAlternatives;

    private TokenizerPatterns(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Checks all regular expressions of a tokenizer.
     *
     * @param json content of {@code tokenizer.json}
     * @throws IOException if it is not JSON, or if a pattern could take forever; the message says which one and why
     */
    static void check(byte[] json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("Regex")
                        && parser.nextToken() == JsonToken.VALUE_STRING) {
                    new TokenizerPatterns(parser.getText()).check();
                }
            }
        }
    }

    private void check() throws IOException {
        if (pattern.length() > LONGEST) {
            throw refused("it is longer than " + LONGEST + " characters");
        }
        boolean behindGroup = false;
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            if (behindGroup && "*+{".indexOf(letter) >= 0) {
                throw refused("it repeats a group");
            }
            behindGroup = letter == ')';
            switch (letter) {
                case '\\' -> escape();
                case '[' -> characters();
                case '(' -> opening();
                case ')' -> depth--;
                case '|' -> alternative();
                case '*', '+' -> repetitions++;
                case '?' -> optional++;
                case '{' -> braces();
                default -> {
                    // A literal character.
                }
            }
            at++;
        }
        endAlternative();
    }

    private void escape() throws IOException {
        at++;
        if (at < pattern.length()) {
            char escaped = pattern.charAt(at);
            if ("123456789kg".indexOf(escaped) >= 0) {
                throw refused("it refers back to a group");
            }
            if ("pP".indexOf(escaped) >= 0 && pattern.startsWith("{", at + 1)) {
                at = end('}', at + 1);
            }
        }
    }

    /** Skips a character class such as {@code [^\s[:alpha:]]}. */
    private void characters() throws IOException {
        int nested = 0;
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            if (letter == '\\') {
                at++;
            } else if (letter == '[') {
                nested++;
            } else if (letter == ']' && --nested == 0) {
                return;
            }
            at++;
        }
        throw refused("a character class is not closed");
    }

    private void opening() {
        depth++;
        groups++;
        // The kind of group, such as in (?i:...), (?!...) or (?<name>...), is not a repetition.
        if (pattern.startsWith("?", at + 1)) {
            at++;
        }
    }

    private void alternative() throws IOException {
        if (depth == 0) {
            endAlternative();
        } else {
            innerAlternatives++;
        }
    }

    /** Counts a repetition such as {@code {1,3}}. A bound of more than one digit counts as unbounded. */
    private void braces() throws IOException {
        int end = end('}', at);
        if (pattern.substring(at, end + 1).matches("\\{\\d(,\\d)?}")) {
            optional++;
        } else {
            repetitions++;
        }
        at = end;
    }

    private int end(char closing, int from) throws IOException {
        int end = pattern.indexOf(closing, from);
        if (end < 0) {
            throw refused("\"" + closing + "\" is missing");
        }
        return end;
    }

    private void endAlternative() throws IOException {
        String alternative = pattern.substring(Math.min(began, pattern.length()), Math.min(at, pattern.length()));
        if (!KNOWN.contains(alternative)) {
            if (repetitions > 1) {
                throw refused("\"" + alternative + "\" has more than one repetition without an upper bound");
            }
            if (optional > MOST_OPTIONAL || groups > MOST_GROUPS || innerAlternatives > MOST_INNER_ALTERNATIVES) {
                throw refused("\"" + alternative + "\" can match in too many ways");
            }
        }
        began = at + 1;
        repetitions = 0;
        optional = 0;
        groups = 0;
        innerAlternatives = 0;
    }

    private IOException refused(String why) {
        return new IOException("the pattern " + pattern.substring(0, Math.min(pattern.length(), 200))
                + " is not allowed, because it could take very long on some texts: " + why);
    }
}
