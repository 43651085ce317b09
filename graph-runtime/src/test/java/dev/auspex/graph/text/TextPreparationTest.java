package dev.auspex.graph.text;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.auspex.graph.Graphs;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.graph.engine.Engines;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation.Notice;
import dev.auspex.graph.engine.Preparation.Prepared;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.PreparedProbe;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.Values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TextPreparationTest {

    private static final TextSettings SETTINGS =
            new TextSettings("review", "tokenizer.json", PreparedPackages.TOKENS, 0);

    private static Graph graph;

    private TextPreparation preparation;

    @BeforeAll
    static void open() throws GraphException {
        graph = Engines.started().open(Graphs.texts(false, PreparedPackages.WEIGHTS));
    }

    @AfterEach
    void close() {
        if (preparation != null) {
            preparation.close();
        }
    }

    @Test
    void turnsATextIntoTheTokensOfItsTokenizer() throws Exception {
        // Given
        preparation = preparation(graph);

        // When
        Prepared prepared = preparation.prepare("Good TEA, bad \uD83D\uDE00!");

        // Then: [CLS] good tea , bad <emoji> ! [SEP], of which punctuation and emoji are unknown
        assertThat(numbers(prepared.inputs()[0])).containsExactly(2, 4, 6, 1, 5, 1, 1, 3);
        assertThat(numbers(prepared.inputs()[1])).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(prepared.notices()).isEmpty();
    }

    @Test
    void cutsOffWhatTheModelDoesNotReadAndSaysSo() throws Exception {
        // Given
        preparation = preparation(graph);

        // When
        Prepared prepared = preparation.prepare("good good good good good good bad bad");

        // Then
        assertThat(numbers(prepared.inputs()[0])).containsExactly(2, 4, 4, 4, 4, 4, 4, 3);
        assertThat(prepared.notices()).extracting(Notice::code).containsExactly("truncated");
        assertThat(prepared.notices().getFirst().message()).contains("review").contains("8 tokens");
    }

    @Test
    void refusesTextsThatAreBlankTooLongOrNoText() throws Exception {
        // Given
        preparation = preparation(graph);

        // When, Then
        assertThatThrownBy(() -> preparation.prepare(" \n"))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> preparation.prepare("a".repeat(TextPreparation.MOST_CHARACTERS + 1)))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("32768");
        assertThatThrownBy(() -> preparation.prepare("half \uD83D of a letter"))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void refusesATokenizerThatIsNone() {
        // When, Then
        assertThatThrownBy(() -> new TextPreparation(
                        SETTINGS, graph.inputs(), "{\"model\": 7}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("tokenizer.json is not a valid tokenizer: ");
    }

    @Test
    void refusesAGraphOfOtherInputs() throws GraphException {
        // Given
        Graph other = Engines.started().open(Graphs.multiInput());

        // When, Then
        assertThatThrownBy(() -> preparation(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("input left is FP32[-1, 2]");
    }

    @Test
    void answersTextsInABatchAsItAnswersThemAlone() throws Exception {
        // Given: the padding token has a weight that would show if it were not masked
        preparation = preparation(graph);
        List<Row> rows = rows("good", "bad bad bad bad bad", "tea good");

        // When
        float[][] together;
        try (RowRunner runner = graph.prepared(preparation.padding(), "probabilities")) {
            together = runner.run(rows, Engines.soon());
        }

        // Then
        assertThat(together[0][1]).isCloseTo(logistic(2), within(1e-6f));
        assertThat(together[1][1]).isCloseTo(logistic(-15), within(1e-6f));
        assertThat(together[2][1]).isCloseTo(logistic(2.25), within(1e-6f));
        assertThat(PreparedProbe.passes(graph, preparation, "probabilities")).isTrue();
    }

    @Test
    void findsOutThatCompanionsChangeAnAnswer() throws Exception {
        // Given
        Graph quantised = Engines.started().open(Graphs.texts(true, PreparedPackages.WEIGHTS));
        preparation = preparation(quantised);

        // When
        boolean joinable = PreparedProbe.passes(quantised, preparation, "probabilities");

        // Then
        assertThat(joinable).isFalse();
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        // Given
        preparation = preparation(graph);
        List<CompletableFuture<long[]>> answers = new ArrayList<>();

        // When
        for (int i = 0; i < 400; i++) {
            String text = i % 2 == 0 ? "good tea" : "bad";
            answers.add(
                    CompletableFuture.supplyAsync(() -> numbers(prepared(text).inputs()[0])));
        }

        // Then
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join())
                    .containsExactly(i % 2 == 0 ? new long[] {2, 4, 6, 3} : new long[] {2, 5, 3});
        }
    }

    @Test
    void takesNoMoreTextsWhenItIsClosedWhileOthersAreRead() throws Exception {
        // Given
        preparation = preparation(graph);
        CountDownLatch begun = new CountDownLatch(4);
        List<Future<String>> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    while (true) {
                        try {
                            preparation.prepare("good tea, bad tea");
                            begun.countDown();
                        } catch (PreparationException e) {
                            return e.code();
                        }
                    }
                }));
            }
            begun.await();

            // When
            preparation.close();

            // Then
            for (Future<String> reader : readers) {
                assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(PreparationException.CLOSED);
            }
        }
    }

    private List<Row> rows(String... texts) {
        List<Row> rows = new ArrayList<>();
        for (String text : texts) {
            rows.add(new Row(new float[0], new String[] {text}, prepared(text).inputs()));
        }
        return rows;
    }

    private Prepared prepared(String text) {
        try {
            return preparation.prepare(text);
        } catch (PreparationException e) {
            throw new AssertionError(e);
        }
    }

    private static TextPreparation preparation(Graph graph) throws IOException {
        return new TextPreparation(SETTINGS, graph.inputs(), PreparedPackages.tokenizer());
    }

    private static long[] numbers(Values values) {
        long[] numbers = new long[values.count()];
        values.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
        return numbers;
    }

    private static float logistic(double sum) {
        return (float) (1 / (1 + Math.exp(-sum)));
    }
}
