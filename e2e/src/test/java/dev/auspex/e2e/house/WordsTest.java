package dev.auspex.e2e.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Keeps translated forms out of everything that the programs say: problem details, violations, log lines, texts of the
 * API document (docs/style.md). The page has the same test, frontend/src/words.test.ts.
 */
class WordsTest {

    /** A string or text block. */
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);

    private static final List<Pattern> FORBIDDEN = Stream.of(
                    "\\bis left alone\\b",
                    "\\bnothing at this address\\b",
                    "\\b(is|are) not taken\\b",
                    "\\bknows no\\b|\\bnot heard of\\b",
                    "\\bsigns? in no more\\b|\\bany more\\b",
                    "\\bgo(es)? on\\b",
                    "\\bbroke off\\b",
                    "\\bcannot be had\\b|\\bis not to be had\\b",
                    "\\bon our side\\b",
                    "\\bis no (e-?mail address|tensor|input|feature|number|image|tokenizer|UTF-8|base64|ONNX|URI|whole)\\b",
                    "\\bis none of\\b",
                    "\\bbefore (its|their) time\\b",
                    "\\bin whose name\\b",
                    "\\bshown this once\\b",
                    "\\ba mail goes out\\b|\\be-mails?\\b",
                    "\\bended while it started\\b|\\bruns already\\b|\\bnothing runs\\b",
                    "; (try again|wait|sign in again|take another|give|look at|write|refresh)\\b",
                    "\\bwhich is the most (there may be|one account may)\\b",
                    "\\b(is|was|were) \\w+ a moment ago\\b",
                    "\\bgood (once|for one use)\\b",
                    "\\b(does|did) not take (this|a)\\b|\\baddress takes\\b",
                    "\\bgo(es)? out again\\b",
                    "\\bof no such\\b",
                    "\\bout of reach\\b|\\bis away\\b|\\bheard (again|later)\\b",
                    "\\btold again\\b|\\btried again later\\b",
                    "\\bat the moment\\b",
                    "\\bunder way\\b|\\bset aside\\b",
                    "\\bmust be a text\\b|\\bnot a text\\b",
                    "\\bits one form\\b",
                    "\\b(authoris|normalis|serialis|recognis)(e|es|ed|ing|ation)\\b",
                    "\\bis there (twice|\\d+ times)\\b|\\bthere twice\\b",
                    "\\bits \\d+\\. \\w+",
                    "\\banew\\b",
                    "\\bby a fault of this service\\b",
                    "\\bleads? out of\\b|\\bends before its\\b|\\bmakes? no sense\\b",
                    "\\bNothing was seen of\\b",
                    "\\bthe model knows\\b",
                    "\\btime was over\\b",
                    "\\bclosed badly\\b",
                    "\\b(topic|table|file) made\\b",
                    "\\bmended\\b",
                    "\\bof such a name\\b",
                    "\\bis not understood\\b",
                    "\\bhas (\\w+) twice\\b",
                    "\\bwith(out)? end\\b|\\bfor ever\\b")
            .map(form -> Pattern.compile(form, Pattern.CASE_INSENSITIVE))
            .toList();

    @Test
    void programsSpeakPlainEnglish() throws IOException {
        List<String> findings = new ArrayList<>();
        int literals = 0;
        for (Path file : sources()) {
            String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
            Matcher literal = LITERAL.matcher(code);
            while (literal.find()) {
                literals++;
                String text = literal.group(1) == null ? literal.group(2) : literal.group(1);
                FORBIDDEN.stream()
                        .filter(form -> form.matcher(text).find())
                        .forEach(form -> findings.add(file.getFileName() + ": " + form + " in \"" + text + "\""));
            }
        }
        assertTrue(literals > 5_000, "only " + literals + " strings were read");
        assertEquals(List.of(), findings);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Suite.root())) {
            for (Path module : modules.toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }
}
