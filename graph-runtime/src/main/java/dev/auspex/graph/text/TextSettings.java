package dev.auspex.graph.text;

/**
 * How a package's text becomes tokens.
 *
 * @param feature   name of the feature
 * @param tokenizer file of the tokenizer in the package, in the Hugging Face format
 * @param tokens    maximum number of tokens of a text, 3 to 8192, including those that the tokenizer
 *     adds; the rest is cut off
 * @param padToken  token that pads a shorter text
 */
public record TextSettings(String feature, String tokenizer, int tokens, long padToken) {

    /** Largest value of {@code tokens} that a package may set, because the cost of attention grows with its square. */
    public static final int MOST_TOKENS = 8192;

    private static final String FILE = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    public TextSettings {
        if (feature == null || feature.isEmpty()) {
            throw new IllegalArgumentException("text.feature is missing");
        }
        if (tokenizer == null || !tokenizer.matches(FILE)) {
            throw new IllegalArgumentException("text.tokenizer must name a file in the package");
        }
        if (tokens < 3 || tokens > MOST_TOKENS) {
            throw new IllegalArgumentException("text.tokens must be 3 to " + MOST_TOKENS + ", not " + tokens);
        }
        if (padToken < 0) {
            throw new IllegalArgumentException("text.padToken must not be negative");
        }
    }
}
