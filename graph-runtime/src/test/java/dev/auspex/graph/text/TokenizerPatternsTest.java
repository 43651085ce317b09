package dev.auspex.graph.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenizerPatternsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // GPT-2
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                // cl100k and Llama 3
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
                        + "|\\s+(?!\\S)|\\s+",
                // T5 and XLM-RoBERTa
                " {2,}",
                "[\\[\\]()*+]",
                "\\(a\\)\\*"
            })
    void takesPatternsOfPublishedTokenizers(String pattern) {
        assertThatCode(() -> TokenizerPatterns.check(tokenizer(pattern))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(a|a)*b",
                "(?:a|aa){2,}b",
                "(a*)b(a*)a*c",
                "a*a*b",
                "x|(y|a*a*)b",
                "a?a?a?a?aaaa",
                "(a|b)(a|b)(a|b)(a|b)c",
                "(a)\\1",
                "a{1,50}a{1,50}",
                "[a",
                "a{1"
            })
    void refusesWhatCouldTakeForever(String pattern) {
        assertThatThrownBy(() -> TokenizerPatterns.check(tokenizer(pattern)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(pattern)
                .hasMessageContaining("could take very long");
    }

    @Test
    void looksOnlyAtPatterns() {
        byte[] json = "{\"model\":{\"vocab\":{\"(a+)+b\":1,\"Regex\":7}},\"String\":\"(a+)+b\"}"
                .getBytes(StandardCharsets.UTF_8);
        assertThatCode(() -> TokenizerPatterns.check(json)).doesNotThrowAnyException();
    }

    private static byte[] tokenizer(String pattern) throws IOException {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .set(
                        "pre_tokenizer",
                        JSON.createObjectNode()
                                .put("type", "Split")
                                .set("pattern", JSON.createObjectNode().put("Regex", pattern))));
    }
}
