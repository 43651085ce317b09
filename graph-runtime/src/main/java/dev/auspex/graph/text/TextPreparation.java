package dev.auspex.graph.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.auspex.contracts.model.FeatureType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;

/**
 * Texts for a transformer: {@code input_ids}, {@code attention_mask} and {@code token_type_ids}, those of them that the graph
 * takes. Pooling, normalising and the head are inside the graph.
 */
public final class TextPreparation implements Preparation {

    /** Most characters of one text: what is longer than any model reads costs only time. */
    public static final int MOST_CHARACTERS = 32_768;

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES);

    private static final List<String> SAMPLES = List.of(
            "Good.",
            "A longer text, whose companions in a batch are shorter than it is: they are padded, and what fills the room behind"
                    + " them must not change what comes out.",
            "It came late and broken, 2 of 5.");

    private final TextSettings settings;
    private final TensorSpec given;
    private final List<TensorSpec> inputs;
    private final Tokenizer tokenizer;

    /**
     * @param inputs inputs of the graph
     * @param json   the tokenizer
     * @throws IOException where the tokenizer is none, or the graph takes other inputs than tokens
     */
    public TextPreparation(TextSettings settings, List<TensorSpec> inputs, byte[] json) throws IOException {
        this.settings = settings;
        this.given = new TensorSpec(settings.feature(), ElementType.BYTES, List.of(-1L, 1L), List.of("N", ""));
        this.inputs = List.copyOf(inputs);
        for (TensorSpec input : inputs) {
            if (!KNOWN.contains(input.name())
                    || input.type() != ElementType.INT64
                    || input.shape().size() != 2) {
                throw new IOException("input " + input.name() + " is " + input.type() + input.shape()
                        + "; a graph for texts can have " + IDS + ", " + MASK + " and " + TYPES + ", INT64[-1, -1]");
            }
        }
        if (inputs.stream().noneMatch(input -> input.name().equals(IDS))) {
            throw new IOException("a graph for texts needs the input " + IDS);
        }
        try {
            this.tokenizer = new Tokenizer(json, settings.tokens());
        } catch (IOException e) {
            throw new IOException(settings.tokenizer() + " is not a valid tokenizer: " + e.getMessage(), e);
        }
    }

    @Override
    public FeatureType type() {
        return FeatureType.TEXT;
    }

    @Override
    public TensorSpec given() {
        return given;
    }

    @Override
    public Prepared prepare(String value) throws PreparationException {
        if (value.length() > MOST_CHARACTERS) {
            throw new PreparationException(
                    "length",
                    "`" + settings.feature() + "` has " + value.length() + " characters; at most " + MOST_CHARACTERS
                            + " are allowed.");
        }
        if (value.isBlank()) {
            throw new PreparationException("blank", "`" + settings.feature() + "` is empty. Enter a text.");
        }
        if (value.codePoints()
                .anyMatch(letter -> letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE)) {
            throw new PreparationException(
                    "letters",
                    "`" + settings.feature() + "` contains an unpaired surrogate, which is not a character.");
        }
        Tokenizer.Tokens tokens = tokenizer.of(value);
        Values[] values = new Values[inputs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row(
                    switch (inputs.get(i).name()) {
                        case IDS -> tokens.ids();
                        case MASK -> ones(tokens.ids().length);
                        default -> tokens.types();
                    });
        }
        return new Prepared(values, tokens.whole() ? List.of() : List.of(cutOff()));
    }

    private Notice cutOff() {
        return new Notice(
                "truncated",
                "`" + settings.feature() + "` is longer than the " + settings.tokens()
                        + " tokens that the model reads. The rest of the text was ignored.");
    }

    @Override
    public long[] padding() {
        return inputs.stream()
                .mapToLong(input -> input.name().equals(IDS) ? settings.padToken() : 0)
                .toArray();
    }

    @Override
    public List<String> samples() {
        return SAMPLES;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Values row(long[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return Values.of(ElementType.INT64, new long[] {1, numbers.length}, bytes.flip());
    }
}
