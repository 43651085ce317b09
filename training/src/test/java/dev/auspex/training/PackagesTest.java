package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.RowReader;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.image.DigitsTraining;
import dev.auspex.training.onnx.OnnxScorer;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.Plans;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.runlog.Progress;
import dev.auspex.training.runlog.RunLog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The packages that are part of the repository, and that training makes them again. */
class PackagesTest {

    private static final Path COMMITTED = Path.of("packages");
    private static final Path DATA = Path.of("data");
    private static final long MEBIBYTE = 1 << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @TempDir
    private static Path first;

    @TempDir
    private static Path second;

    @TempDir
    private static Path runs;

    @BeforeAll
    static void trainTwice() throws IOException, OrtException {
        for (ModelPlan plan : Plans.all()) {
            for (Path output : List.of(first, second)) {
                PackageWriter writer = new PackageWriter(output);
                RunLog log = RunLog.begin(runs, "packages", runs, Clock.systemUTC());
                new Training(
                                writer,
                                new Training.Settings(
                                        TrainCommand.DEFAULT_SEED,
                                        TrainCommand.DEFAULT_FOLDS,
                                        CalibrationChoice.Wish.AUTO),
                                new Progress(new PrintWriter(new StringWriter()), Progress.Mode.QUIET),
                                log)
                        .run(plan, Training.bundled(plan, DATA, TrainCommand.DEFAULT_SEED));
                writer.writeAliases(plan);
            }
        }
        for (Path output : List.of(first, second)) {
            DigitsTraining.run(
                    DATA,
                    new PackageWriter(output),
                    TrainCommand.DEFAULT_SEED,
                    new Progress(new PrintWriter(new StringWriter()), Progress.Mode.QUIET));
        }
    }

    @Test
    void readsNearlyEveryHeldOutDigit() throws IOException {
        // When
        ModelVersion digits = description("digits", "1");

        // Then
        assertTrue(digits.metrics().get("accuracy") >= 0.97, digits.metrics()::toString);
        assertEquals(10, digits.labels().size());
        assertEquals(FeatureType.IMAGE, digits.features().getFirst().type());
        assertEquals(
                PackageWriter.sha256(Files.readAllBytes(folder("digits", "1").resolve("model.onnx"))),
                digits.onnxSha256());
    }

    @Test
    void givesTheSameBytesForTheSameSeed() throws IOException {
        assertSameFiles(first, second);
    }

    @Test
    void givesTheBytesThatAreCommitted() throws IOException {
        // The C library's exponential function may differ in the last bit elsewhere.
        assumeTrue(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64"));
        assertSameFiles(COMMITTED, first);
    }

    @ParameterizedTest
    @CsvSource({"churn, 1, 0.84", "churn, 2, 0.84", "credit, 1, 0.82"})
    void ranksHeldOutRowsAtLeastThisWell(String model, String version, double floor) throws IOException, OrtException {
        // Given
        ModelVersion description = description(model, version);
        Rows heldOut = Split.stratified(RowReader.read(plan(model).dataSet(), DATA), description.seed())
                .heldOut();

        // When
        double[] scores;
        try (OnnxScorer scorer =
                new OnnxScorer(Files.readAllBytes(folder(model, version).resolve("model.onnx")))) {
            scores = OnnxScorer.scores(scorer.run(heldOut));
        }

        // Then
        Evaluation evaluation = Evaluation.of(scores, heldOut.positives(), description.threshold());
        assertTrue(evaluation.auc() >= floor, () -> "AUC " + evaluation.auc());
        evaluation
                .metrics()
                .forEach((name, value) -> assertEquals(description.metrics().get(name), value, 1e-5, name));
        // Cross-validation trains on four fifths of the rows and judges on fewer: its mean may lie a little lower.
        assertTrue(description.metrics().get("cv_auc")
                >= floor - description.metrics().get("cv_auc_sd"));
        assertTrue(description.metrics().get("ece") < 0.05);
    }

    @ParameterizedTest
    @CsvSource({"churn, 1", "churn, 2", "credit, 1"})
    void isServedByTheRulesOfTheModelService(String model, String version) throws IOException, OrtException {
        assertEquals(List.of(), ServedPackage.problems(folder(model, version), model, version));
    }

    @ParameterizedTest
    @CsvSource({"churn, 1", "churn, 2", "credit, 1"})
    void comparesExplanationsWithRowsOfTheTrainingData(String model, String version) throws IOException {
        // Given
        Rows training = Split.stratified(RowReader.read(plan(model).dataSet(), DATA), TrainCommand.DEFAULT_SEED)
                .training();

        // When
        JsonNode background =
                JSON.readTree(folder(model, version).resolve("background.json").toFile());

        // Then
        assertEquals(model, background.get("model").asText());
        assertEquals(version, background.get("version").asText());
        List<Column> columns = training.dataSet().columns();
        assertEquals(columns.size(), background.get("features").size());
        assertEquals(100, background.get("rows").size());
        for (JsonNode row : background.get("rows")) {
            assertTrue(
                    IntStream.range(0, training.size()).anyMatch(i -> IntStream.range(0, columns.size())
                            .allMatch(column -> equal(row.get(column), training, i, column))),
                    row::toString);
        }
    }

    private static boolean equal(JsonNode value, Rows rows, int row, int column) {
        if (rows.isMissing(row, column)) {
            return value.isNull();
        }
        return rows.dataSet().columns().get(column).isCategory()
                ? value.isTextual() && value.asText().equals(rows.category(row, column))
                : value.isNumber() && value.asDouble() == rows.number(row, column);
    }

    @ParameterizedTest
    @CsvSource({"churn, 1", "churn, 2", "credit, 1"})
    void describesEachFeatureForPeopleAndPrograms(String model, String version) throws IOException {
        // When
        ModelVersion description = description(model, version);

        // Then
        assertEquals(model, description.model());
        assertEquals(version, description.version());
        assertEquals(
                plan(model).dataSet().columns().stream().map(Column::name).toList(),
                description.features().stream().map(Feature::name).toList());
        for (Feature feature : description.features()) {
            assertTrue(feature.description().length() > 5, feature.name());
            if (feature.type() == FeatureType.CATEGORY) {
                assertTrue(feature.categories().contains(feature.example()), feature.name());
            } else {
                double example = ((Number) feature.example()).doubleValue();
                assertTrue(feature.min() <= example && example <= feature.max(), feature.name());
            }
        }
        assertEquals(
                PackageWriter.sha256(
                        Files.readAllBytes(DATA.resolve(plan(model).dataSet().file()))),
                description.dataSha256());
        assertEquals(
                PackageWriter.sha256(Files.readAllBytes(folder(model, version).resolve("model.onnx"))),
                description.onnxSha256());
        assertEquals(0.5, description.threshold());
    }

    @ParameterizedTest
    @CsvSource({"churn, No, Yes, total_charges", "credit, good, bad, 'home marital job income assets debt'"})
    void saysWhatIsPositiveAndWhatMayBeMissing(String model, String negative, String positive, String optional)
            throws IOException {
        // When
        ModelVersion description = description(model, "1");

        // Then
        assertEquals(List.of(negative, positive), description.labels());
        assertEquals(positive, description.positiveLabel());
        assertEquals(
                List.of(optional.split(" ", -1)),
                description.features().stream()
                        .filter(feature -> !feature.required())
                        .map(Feature::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"churn, 1", "churn, 2", "credit, 1"})
    void profilesEachFeatureAndTheScore(String model, String version) throws IOException {
        // When
        ReferenceProfile profile =
                JSON.readValue(folder(model, version).resolve("reference.json").toFile(), ReferenceProfile.class);

        // Then
        assertEquals(
                description(model, version).features().stream()
                        .map(Feature::name)
                        .toList(),
                profile.features().stream().map(FeatureReference::name).toList());
        for (FeatureReference reference : Stream.concat(profile.features().stream(), Stream.of(profile.score()))
                .toList()) {
            int bins = reference.type() == FeatureType.CATEGORY
                    ? reference.categories().size()
                    : reference.edges().size() + 1;
            assertEquals(bins, reference.proportions().size(), reference.name());
            assertEquals(
                    1,
                    reference.proportions().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum(),
                    1e-9,
                    reference.name());
        }
        assertEquals(10, profile.score().proportions().size());
    }

    @Test
    void namesAChampionOfEachModel() throws IOException {
        // When
        Map<String, String> churn = JSON.readValue(
                COMMITTED.resolve("churn/aliases.json").toFile(), new TypeReference<Map<String, String>>() {});
        Map<String, String> credit = JSON.readValue(
                COMMITTED.resolve("credit/aliases.json").toFile(), new TypeReference<Map<String, String>>() {});

        // Then
        assertEquals(Map.of("champion", "2"), churn);
        assertEquals(Map.of("champion", "1"), credit);
    }

    @Test
    void staysSmall() throws IOException {
        for (Path file : files(COMMITTED).values()) {
            assertTrue(Files.size(file) < MEBIBYTE, file::toString);
        }
    }

    private static void assertSameFiles(Path some, Path others) throws IOException {
        Map<String, Path> left = files(some);
        Map<String, Path> right = files(others);
        assertEquals(left.keySet(), right.keySet());
        for (String name : left.keySet()) {
            assertArrayEquals(Files.readAllBytes(left.get(name)), Files.readAllBytes(right.get(name)), name);
        }
    }

    private static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(folder.relativize(file).toString(), file));
        }
        return files;
    }

    private static Path folder(String model, String version) {
        return COMMITTED.resolve(model).resolve(version);
    }

    private static ModelVersion description(String model, String version) throws IOException {
        return JSON.readValue(folder(model, version).resolve("model.json").toFile(), ModelVersion.class);
    }

    private static ModelPlan plan(String model) {
        return Plans.all().stream()
                .filter(plan -> plan.model().equals(model))
                .findFirst()
                .orElseThrow();
    }
}
