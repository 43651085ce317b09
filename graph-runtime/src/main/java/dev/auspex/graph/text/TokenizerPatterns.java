package dev.auspex.graph.text;

import java.io.IOException;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Refuses regular expressions in a tokenizer that could take forever on some text. The tokenizers' library backtracks and cannot be
 * stopped, so one text would hold a thread for good. It is stricter than it would have to be: what the patterns of published
 * tokenizers need passes, and the time of what passes grows with the square of a text's length at most.
 */
final class TokenizerPatterns {

    private static final int LONGEST = 1_000;

    /** What one alternative may hold at most, so that the ways to match it stay few. */
    private static final int MOST_OPTIONAL = 2;

    private static final int MOST_GROUPS = 3;
    private static final int MOST_INNER_ALTERNATIVES = 20;

    private static final JsonFactory JSON = new JsonFactory();

    /** Alternatives of widely used tokenizers (cl100k, Llama 3, Qwen 2) with two repetitions, in which time stays a square. */
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
     * Looks at all regular expressions of a tokenizer.
     *
     * @param json content of {@code tokenizer.json}
     * @throws IOException where it is no JSON, or one of them could take forever; the message says which and why
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
                    // A character that stands for itself.
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

    /** Such as {@code [^\s[:alpha:]]}. */
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
        throw refused("a class of characters does not end");
    }

    private void opening() {
        depth++;
        groups++;
        // The kind of group, such as in (?i:...), (?!...) or (?<name>...), repeats nothing.
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

    /** Such as {@code {1,3}}; a bound of more than one digit is as good as none. */
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
                + " could take very long on some texts: " + why);
    }
}
