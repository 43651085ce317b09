package dev.auspex.training.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.auspex.training.calibrate.CalibratedModel;
import dev.auspex.training.calibrate.Calibration;
import dev.auspex.training.calibrate.Isotonic;
import dev.auspex.training.calibrate.Platt;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.RowReader;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.data.TestRows;
import dev.auspex.training.learn.BoostedTrees;
import dev.auspex.training.learn.Learner;
import dev.auspex.training.learn.LogisticRegression;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.Plans;
import dev.auspex.training.plan.VersionPlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every version's graph against the library that trained it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnnxExportTest {

    private static final double TOLERANCE = 1e-6;

    private final List<Case> cases = new ArrayList<>();

    /** A version with all rows of its data. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Case(String name, Rows rows, CalibratedModel model, byte[] onnx, OnnxScorer scorer) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void trainAll() throws IOException, OrtException {
        for (ModelPlan plan : Plans.all()) {
            Rows rows = RowReader.read(plan.dataSet(), Path.of("data"));
            for (VersionPlan version : plan.versions()) {
                Split split = Split.stratified(rows, 5);
                TrainedModel model = version.learner().train(split.training(), 5);
                double[] logOdds = model.logOdds(split.heldOut());
                boolean[] truths = split.heldOut().positives();
                for (Calibration calibration : List.of(
                        new Calibration.None(),
                        Platt.fit(logOdds, truths).orElseThrow(),
                        Isotonic.fit(logOdds, truths).orElseThrow())) {
                    CalibratedModel calibrated = new CalibratedModel(model, calibration);
                    byte[] onnx = OnnxExport.export(
                            plan.model(),
                            version.version(),
                            version.title(),
                            plan.dataSet().labels(),
                            calibrated);
                    String name = plan.model() + " " + version.version() + " " + calibration.name();
                    cases.add(new Case(name, rows, calibrated, onnx, new OnnxScorer(onnx)));
                }
            }
        }
    }

    @AfterAll
    void close() throws OrtException {
        for (Case each : cases) {
            each.scorer().close();
        }
    }

    List<Case> cases() {
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheTrainersProbabilitiesOnAllRows(Case version) throws OrtException {
        // When
        List<OnnxScorer.Answer> answers = version.scorer().run(version.rows());

        // Then
        assertTrue(difference(version, version.rows(), answers) <= TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheTrainersProbabilitiesOnMadeUpRowsWithGaps(Case version) throws OrtException {
        // Given
        Rows rows = madeUp(version.rows(), 20_000, new Random(11));

        // When
        List<OnnxScorer.Answer> answers = version.scorer().run(rows);

        // Then
        assertTrue(difference(version, rows, answers) <= TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersTheLabelFromTheThresholdOnAndProbabilitiesThatAddUpToOne(Case version) throws OrtException {
        // Given
        DataSet data = version.rows().dataSet();

        // When
        List<OnnxScorer.Answer> answers = version.scorer().run(version.rows());

        // Then
        for (OnnxScorer.Answer answer : answers) {
            assertEquals(1, answer.negative() + answer.score(), 1e-6);
            assertEquals(
                    answer.score() >= OnnxExport.THRESHOLD ? data.positiveLabel() : data.negativeLabel(),
                    answer.label());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersARowAloneAsInABatch(Case version) throws OrtException {
        // Given
        int[] rows = IntStream.range(0, 50).toArray();
        List<OnnxScorer.Answer> together = version.scorer().run(version.rows().select(rows));

        // When
        List<OnnxScorer.Answer> alone = new ArrayList<>();
        for (int row : rows) {
            alone.addAll(version.scorer().run(version.rows().select(new int[] {row})));
        }

        // Then
        assertArrayEquals(OnnxScorer.scores(together), OnnxScorer.scores(alone), TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesAnUnknownCategoryAsAMissingOne(Case version) throws OrtException {
        // Given
        Rows unknown = withAllCategories(version.rows(), "never heard of");
        Rows missing = withAllCategories(version.rows(), "");

        // When
        List<OnnxScorer.Answer> answers = version.scorer().run(unknown);

        // Then
        assertArrayEquals(OnnxScorer.scores(version.scorer().run(missing)), OnnxScorer.scores(answers));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesEachRawFeatureByItsName(Case version) throws OrtException {
        // Given
        Map<String, String> expected = new TreeMap<>();
        for (Column column : version.rows().dataSet().columns()) {
            expected.put(column.name(), (column.isCategory() ? OnnxJavaType.STRING : OnnxJavaType.FLOAT) + " [-1, 1]");
        }

        // When
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(version.onnx())) {
            Map<String, String> inputs = new TreeMap<>();
            for (var input : session.getInputInfo().values()) {
                inputs.put(input.getName(), shape((TensorInfo) input.getInfo()));
            }
            Map<String, String> outputs = new TreeMap<>();
            for (var output : session.getOutputInfo().values()) {
                outputs.put(output.getName(), shape((TensorInfo) output.getInfo()));
            }

            // Then
            assertEquals(expected, inputs);
            assertEquals(Map.of("label", "STRING [-1]", "probabilities", "FLOAT [-1, 2]"), outputs);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void putsCalibrationBetweenTheClassifierAndTheProbabilities(Case version) throws IOException {
        // Given
        List<String> expected =
                switch (version.model().calibration()) {
                    case Calibration.None none -> List.of();
                    case Platt platt -> List.of("Mul", "Add", "Sigmoid", "ArgMax", "Gather");
                    case Isotonic isotonic ->
                        List.of("Gather", "Sub", "Max", "Min", "MatMul", "Add", "Sub", "Concat", "ArgMax", "Gather");
                };

        // When
        List<NodeProto> nodes = ModelProto.parseFrom(version.onnx()).getGraph().getNodeList();

        // Then
        List<String> operators = nodes.stream().map(NodeProto::getOpType).toList();
        int classifier = IntStream.range(0, operators.size())
                .filter(i -> operators.get(i).endsWith("Classifier"))
                .findFirst()
                .orElseThrow();
        assertEquals(expected, operators.subList(classifier + 1, operators.size()));
        assertEquals(
                expected.isEmpty() ? List.of("label", "probabilities") : List.of("_raw_label", "_log_odds"),
                nodes.get(classifier).getOutputList());
    }

    private static final List<Column> NUMBERS =
            List.of(Column.number("a", "a", null, 0), Column.integer("b", "b", null, 0));
    private static final List<Column> CATEGORIES = List.of(Column.category("c", "c", "x", List.of("x", "y", "z")));

    /** Tables that have only one kind of column, and labels so uneven that every leaf of the first trees is positive. */
    List<Arguments> oddTables() {
        List<Arguments> tables = new ArrayList<>();
        for (Learner learner : List.of(
                new LogisticRegression(0.1, 5, 16),
                new BoostedTrees(20, 0.1, 3, 1, 1, 1, 1),
                new BoostedTrees(1, 0.1, 3, 1, 1, 1, 1))) {
            tables.add(Arguments.of("numbers", NUMBERS, learner, 0.5));
            tables.add(Arguments.of("categories", CATEGORIES, learner, 0.5));
            tables.add(Arguments.of("mostly positive", NUMBERS, learner, 0.97));
            tables.add(Arguments.of("mostly negative", CATEGORIES, learner, 0.03));
        }
        return tables;
    }

    @ParameterizedTest
    @MethodSource("oddTables")
    void givesTheTrainersProbabilitiesOfOddTables(String name, List<Column> columns, Learner learner, double share)
            throws OrtException {
        // Given
        Random random = new Random(8);
        int size = 600;
        DataSet data = new DataSet("t.csv", "rows", "", "", Instant.EPOCH, "y", "no", "yes", columns);
        List<Object> values = new ArrayList<>();
        for (Column column : columns) {
            values.add(
                    column.isCategory()
                            ? IntStream.range(0, size)
                                    .mapToObj(row -> column.categories().get(random.nextInt(3)))
                                    .toArray(String[]::new)
                            : random.doubles(size, -9, 9).map(Math::rint).toArray());
        }
        boolean[] truths = new boolean[size];
        for (int row = 0; row < size; row++) {
            truths[row] = random.nextDouble() < share;
        }
        Rows rows = TestRows.of(data, values, truths);
        TrainedModel model = learner.train(rows, 1);
        for (Calibration calibration : List.of(new Calibration.None(), new Platt(1.5f, -0.25f))) {
            CalibratedModel calibrated = new CalibratedModel(model, calibration);
            byte[] onnx = OnnxExport.export("t", "1", name, data.labels(), calibrated);

            // When
            List<OnnxScorer.Answer> answers;
            try (OnnxScorer scorer = new OnnxScorer(onnx)) {
                answers = scorer.run(rows);
            }

            // Then
            assertTrue(OnnxScorer.largestDifference(calibrated.scores(rows), OnnxScorer.scores(answers)) <= TOLERANCE);
            for (OnnxScorer.Answer answer : answers) {
                assertEquals(answer.score() >= OnnxExport.THRESHOLD ? "yes" : "no", answer.label());
            }
        }
    }

    private static String shape(TensorInfo info) {
        return info.type + " " + Arrays.toString(info.getShape());
    }

    private static double difference(Case version, Rows rows, List<OnnxScorer.Answer> answers) {
        return OnnxScorer.largestDifference(version.model().scores(rows), OnnxScorer.scores(answers));
    }

    /** Values of other rows mixed at random, every eighth missing, numbers at times far outside of what was seen. */
    private static Rows madeUp(Rows rows, int size, Random random) {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < rows.dataSet().columns().size(); i++) {
            if (rows.dataSet().columns().get(i).isCategory()) {
                String[] values = new String[size];
                for (int row = 0; row < size; row++) {
                    values[row] = random.nextInt(8) == 0 ? "" : rows.category(random.nextInt(rows.size()), i);
                }
                columns.add(values);
            } else {
                double[] values = new double[size];
                for (int row = 0; row < size; row++) {
                    double value = rows.number(random.nextInt(rows.size()), i) * (random.nextInt(20) == 0 ? -3.7 : 1);
                    values[row] = random.nextInt(8) == 0 ? Double.NaN : value;
                }
                columns.add(values);
            }
        }
        return TestRows.of(rows.dataSet(), columns, new boolean[size]);
    }

    private static Rows withAllCategories(Rows rows, String category) {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < rows.dataSet().columns().size(); i++) {
            int column = i;
            if (rows.dataSet().columns().get(column).isCategory()) {
                String[] values = new String[rows.size()];
                Arrays.fill(values, category);
                columns.add(values);
            } else {
                columns.add(IntStream.range(0, rows.size())
                        .mapToDouble(row -> rows.number(row, column))
                        .toArray());
            }
        }
        return TestRows.of(rows.dataSet(), columns, rows.positives());
    }
}
