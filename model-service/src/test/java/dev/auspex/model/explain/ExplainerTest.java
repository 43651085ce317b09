package dev.auspex.model.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.Rows;
import dev.auspex.model.registry.ServedVersion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The bundled models through the engine. */
class ExplainerTest {

    private static final InferenceEngine ENGINE = Packages.ENGINE;
    private static final int MOST_DIFFERING = 9;

    @ParameterizedTest
    @CsvSource({"churn,2,true", "credit,1,true", "churn,1,false"})
    void addsUpToTheServedScoreOfManyRows(String model, String number, boolean exact) throws GraphException {
        // Given
        ServedVersion version = Packages.committed(model, number);
        List<Row> rows = rows(version, exact ? 500 : 50);
        double[] scores = scores(version, rows);
        Explainer explainer = Packages.explained(version).explainer(Packages.ENDLESS);
        assertThat(explainer).isInstanceOf(exact ? TreeExplainer.class : SamplingExplainer.class);

        // When
        List<Attribution> attributions = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            attributions.add(explainer.explain(rows.get(i), scores[i], 400, Packages.ENDLESS));
        }

        // Then
        for (int i = 0; i < rows.size(); i++) {
            assertThat(attributions.get(i).distanceFrom(scores[i])).isLessThan(exact ? 1e-6 : 1e-12);
            assertThat(attributions.get(i).backgroundRows()).isEqualTo(100);
        }
    }

    /** The graph itself answers for each coalition, with raw features mixed: this checks trees, columns and players together. */
    @ParameterizedTest
    @CsvSource({"churn,2", "credit,1"})
    void equalsTheDefinitionOverAllCoalitionsOfRawFeatures(String model, String number) throws Exception {
        // Given
        ServedVersion version = Packages.committed(model, number);
        Features features = new Features(version.layout());
        Random random = new Random(11);
        List<Row> rows = rows(version, 12);
        byte[] onnx = Files.readAllBytes(version.folder().resolve("model.onnx"));
        for (int i = 0; i < rows.size(); i += 2) {
            Row row = rows.get(i);
            Row background = closer(features, row, rows.get(i + 1), random);
            int[] players = features.differing(row, background);
            double[] expected = Shapley.values(players.length, members -> {
                Row mixed = Features.copy(background);
                for (int player = 0; player < players.length; player++) {
                    if (members[player]) {
                        features.take(players[player], row, mixed);
                    }
                }
                double score = scores(version, List.of(mixed))[0];
                return Math.log(score / (1 - score));
            });
            double[] backgroundScores = scores(version, List.of(background));

            // When
            double[] contributions;
            try (TreeExplainer explainer =
                    TreeExplainer.open(version, onnx, List.of(background), backgroundScores, Packages.HOST)) {
                contributions = explainer.explain(row, 0, 0, Packages.ENDLESS).contributions();
            }

            // Then: float32 probabilities tell log odds to about 1e-5.
            for (int player = 0; player < players.length; player++) {
                assertThat(contributions[players[player]]).isEqualTo(expected[player], within(2e-5));
                contributions[players[player]] = 0;
            }
            assertThat(contributions).containsOnly(0);
            assertThat(players).hasSizeBetween(4, MOST_DIFFERING);
        }
    }

    @Test
    void samplesTheSameForTheSameRowAndCloserWithMorePermutations() throws GraphException {
        // Given
        ServedVersion version = Packages.committed("churn", "1");
        Row row = rows(version, 1).getFirst();
        double score = scores(version, List.of(row))[0];
        Explainer explainer = Packages.explained(version).explainer(Packages.ENDLESS);

        // When
        Attribution few = explainer.explain(row, score, 400, Packages.ENDLESS);
        Attribution again = explainer.explain(row, score, 400, Packages.ENDLESS);
        Attribution many = explainer.explain(row, score, 8000, Packages.ENDLESS);

        // Then
        assertThat(again.contributions()).containsExactly(few.contributions());
        for (int i = 0; i < few.contributions().length; i++) {
            double error = Math.hypot(few.standardErrors()[i], many.standardErrors()[i]);
            assertThat(few.contributions()[i]).isEqualTo(many.contributions()[i], within(5 * error + 1e-6));
            assertThat(many.standardErrors()[i]).isLessThan(0.005);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0,No,-1,0", "1.25,-0.5,Yes,1.25,-0.5", "0.75,0.25,No,-0.75,-0.25"})
    void explainsCalibratedTreesAndTheFirstLabelExactly(
            float slope, float intercept, String positive, double factor, double added, @TempDir Path folder)
            throws GraphException, IOException {
        // Given
        ServedVersion original = Packages.committed("churn", "2");
        byte[] onnx = Files.readAllBytes(original.folder().resolve("model.onnx"));
        byte[] calibrated = slope == 1 ? onnx : Calibrated.platt(onnx, slope, intercept);
        for (String file : new String[] {"reference.json", "background.json"}) {
            Files.copy(original.folder().resolve(file), folder.resolve(file));
        }
        Files.write(folder.resolve("model.onnx"), calibrated);
        Files.writeString(
                folder.resolve("model.json"),
                Files.readString(original.folder().resolve("model.json"))
                        .replace(ModelFolder.sha256(onnx), ModelFolder.sha256(calibrated))
                        .replace("\"positiveLabel\" : \"Yes\"", "\"positiveLabel\" : \"" + positive + "\""));
        ServedVersion version = Packages.open(folder);
        Explainer plain = Packages.explained(original).explainer(Packages.ENDLESS);

        // When
        Explainer explainer = Packages.explained(version).explainer(Packages.ENDLESS);

        // Then
        assertThat(explainer).isInstanceOf(TreeExplainer.class);
        for (Row row : rows(version, 20)) {
            Attribution before = plain.explain(row, 0, 0, Packages.ENDLESS);
            Attribution after = explainer.explain(row, 0, 0, Packages.ENDLESS);
            assertThat(after.distanceFrom(scores(version, List.of(row))[0])).isLessThan(1e-6);
            assertThat(after.base()).isEqualTo(factor * before.base() + added, within(1e-9));
            for (int i = 0; i < before.contributions().length; i++) {
                assertThat(after.contributions()[i]).isEqualTo(factor * before.contributions()[i], within(1e-9));
            }
        }
    }

    @Test
    void closesWithItsVersion() throws GraphException {
        // Given
        ExplainedVersion explained = Packages.explained(Packages.committed("churn", "2"));
        Explainer explainer = explained.explainer(Packages.ENDLESS);
        Row row = rows(explained.version(), 1).getFirst();

        // When
        explained.close();

        // Then
        assertThat(explained.closed()).isTrue();
        assertThatThrownBy(() -> explained.explainer(Packages.ENDLESS)).isInstanceOf(GraphException.class);
        assertThatThrownBy(() -> explainer.explain(row, 0, 0, Packages.ENDLESS)).isInstanceOf(GraphException.class);
    }

    @Test
    void stopsWhenNobodyWaits() throws GraphException {
        // Given
        ExplainedVersion explained = Packages.explained(Packages.committed("churn", "2"));
        Row row = rows(explained.version(), 1).getFirst();
        Explainer explainer = explained.explainer(Packages.ENDLESS);
        Patience over = () -> {
            throw new IllegalStateException("over");
        };

        // When, Then
        assertThatThrownBy(() -> explainer.explain(row, 0, 0, over)).hasMessage("over");
        assertThatThrownBy(() -> Packages.explained(explained.version()).explainer(over))
                .hasMessage("over");
    }

    private static List<Row> rows(ServedVersion version, int count) {
        List<Row> rows = new ArrayList<>();
        for (Map<String, Object> values : Rows.random(version.description().features(), count, 17)) {
            rows.add(version.layout().row(values));
        }
        return rows;
    }

    /** The other row with values of the first, until no more features differ than all coalitions can be counted for. */
    private static Row closer(Features features, Row row, Row other, Random random) {
        Row closer = Features.copy(other);
        int[] differing = features.differing(row, closer);
        while (differing.length > MOST_DIFFERING) {
            features.take(differing[random.nextInt(differing.length)], row, closer);
            differing = features.differing(row, closer);
        }
        return closer;
    }

    private static double[] scores(ServedVersion version, List<Row> rows) {
        try (RowScorer scorer = new RowScorer(version, 1, Packages.ENDLESS)) {
            return scorer.score(rows);
        } catch (GraphException e) {
            throw new AssertionError(e);
        }
    }
}
