package dev.auspex.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void trainsOnlyTheModelThatIsAskedForAndTellsOfItsProgress() {
        // When
        int code = run("--model", "credit", "--seed", "3", "--data", "data", "--output", folder.toString());

        // Then
        assertEquals(0, code);
        assertTrue(Files.exists(folder.resolve("credit/1/model.onnx")));
        assertFalse(Files.exists(folder.resolve("churn")));
        assertTrue(err.toString().contains("credit 1: gradient-boosted-trees, 5 folds: AUC 0.8"));
        assertTrue(err.toString().contains("credit 1: cross-validation: 3 of 5"));
        assertTrue(out.toString().isEmpty());
    }

    @Test
    void rejectsAModelThatThereIsNot() {
        // When
        int code = run("--model", "weather");

        // Then
        assertEquals(2, code);
        assertTrue(err.toString().startsWith("There is no model weather. Available models: churn, credit"));
    }

    @Test
    void tellsFileLineAndColumnOfMalformedData() throws IOException {
        // Given
        String good = Files.readString(Path.of("data", "credit-risk.csv"));
        Files.writeString(folder.resolve("credit-risk.csv"), good.replaceFirst("good,17,", "good,x7,"));

        // When
        int code = run("--model", "credit", "--data", folder.toString(), "--output", folder.toString());

        // Then
        assertEquals(1, code);
        assertEquals(
                "train: " + folder.resolve("credit-risk.csv")
                        + ": line 3, column 2 (Seniority): \"x7\" is not a number.",
                err.toString().strip());
    }

    @Test
    void tellsWhatTheFileSystemRefuses() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("taken"), "a file where a folder is wanted");

        // When
        int code = run("--model", "credit", "--data", "data", "--output", file.toString());

        // Then
        assertEquals(1, code);
        assertTrue(err.toString().contains("train: "));
        assertTrue(err.toString().contains(file.toString()));
    }

    @Test
    void namesTheModelsInItsHelp() {
        // When
        int code = run("--help");

        // Then
        assertEquals(0, code);
        assertTrue(out.toString().contains("churn"));
    }

    /** A table of 600 rows: numbers with gaps, categories, a flag, and columns that are to be left out. */
    private Path ownTable() throws IOException {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("id,Joined,Label,Plan Name,Spend (EUR),vip,country,Left?\n");
        for (int row = 0; row < 600; row++) {
            double spend = Math.rint(random.nextDouble() * 1000) / 10;
            String plan = List.of("basic", "plus", "\"pro, yearly\"").get(random.nextInt(3));
            int vip = random.nextInt(2);
            double logOdds = 0.06 * (50 - spend) + (plan.equals("basic") ? 1 : -1) - vip;
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,2024-01-%02d,%d,%s,%s,%d,%s,%s%n",
                    row + 1000,
                    1 + row % 28,
                    random.nextInt(5),
                    plan,
                    row % 11 == 0 ? "" : Double.toString(spend),
                    vip,
                    row % 7 == 0 ? "NA" : "c" + random.nextInt(60),
                    random.nextDouble() < 1 / (1 + Math.exp(-logOdds)) ? "yes" : "no"));
        }
        return Files.writeString(folder.resolve("Own Table.csv"), csv);
    }

    @Test
    void makesAPackageOfATableOfOnesOwn() throws IOException, OrtException {
        // Given
        Path table = ownTable();

        // When
        int code = run(
                "--data",
                table.toString(),
                "--target",
                "Left?",
                "--output",
                folder.resolve("p").toString());

        // Then
        assertEquals(0, code, err::toString);
        Path zip = folder.resolve("p/own-table-1.zip");
        assertEquals(zip.toString(), out.toString().strip());
        Path version = folder.resolve("p/own-table/1");
        assertEquals(List.of(), ServedPackage.problems(version, "own-table", "1"));
        try (ZipFile file = new ZipFile(zip.toFile())) {
            assertEquals(
                    List.of("background.json", "card.md", "model.json", "model.onnx", "reference.json"),
                    file.stream().map(ZipEntry::getName).toList());
        }
        JsonNode model =
                new ObjectMapper().readTree(version.resolve("model.json").toFile());
        List<String> features = new ArrayList<>();
        model.get("features")
                .forEach(feature -> features.add(feature.get("name").asText()));
        assertEquals(List.of("label_value", "plan_name", "spend_eur", "vip", "country"), features);
        assertEquals("yes", model.get("positiveLabel").asText());
        assertTrue(model.at("/metrics/auc").asDouble() > 0.7, model::toString);
        assertTrue(err.toString().contains("Column `id` is left out because it only numbers the rows."));
        assertTrue(err.toString().contains("Column `Joined` is left out because dates are not supported."));
        String card = Files.readString(version.resolve("card.md"));
        assertTrue(card.contains("`./auspex train --data 'Own Table.csv' --target 'Left?' --name own-table"), card);
        assertTrue(card.contains("- Column `country` has 60 different values. The 49 most frequent ones stay"), card);
        assertTrue(card.contains("`plan_name` pro, yearly"), card);
        JsonNode run = new ObjectMapper().readTree(onlyRun().resolve("run.json").toFile());
        assertEquals("done", run.get("outcome").asText());
        assertEquals(model.get("dataSha256"), run.at("/versions/0/dataSha256"));
        assertTrue(Files.readString(onlyRun().resolve("calibration-own-table-1.svg"))
                .startsWith("<svg"));
    }

    @Test
    void givesTheSameFilesForTheSameSeed() throws IOException {
        // Given
        Path table = ownTable();
        for (String output : List.of("first", "again")) {
            assertEquals(
                    0,
                    run(
                            "--data",
                            table.toString(),
                            "--target",
                            "Left?",
                            "--search",
                            "tpe",
                            "--trials",
                            "10",
                            "--folds",
                            "3",
                            "--calibration",
                            "isotonic",
                            "--runs",
                            folder.resolve(output + "-runs").toString(),
                            "--output",
                            folder.resolve(output).toString()),
                    err::toString);
        }

        // When
        byte[] first = Files.readAllBytes(folder.resolve("first/own-table-1.zip"));

        // Then
        assertTrue(Arrays.equals(first, Files.readAllBytes(folder.resolve("again/own-table-1.zip"))));
        for (String file : List.of("trials.jsonl", "search.svg", "calibration-own-table-1.svg")) {
            assertEquals(
                    Files.readString(only(folder.resolve("first-runs")).resolve(file)),
                    Files.readString(only(folder.resolve("again-runs")).resolve(file)));
        }
        List<String> trials =
                Files.readAllLines(only(folder.resolve("first-runs")).resolve("trials.jsonl"));
        assertEquals(10, trials.size());
        JsonNode trial = new ObjectMapper().readTree(trials.getFirst());
        assertEquals(1, trial.get("trial").asInt());
        assertEquals(150, trial.at("/parameters/trees").asInt());
        assertTrue(trial.get("logLoss").asDouble() < 0.69);
        assertTrue(Files.readString(folder.resolve("first/own-table/1/card.md")).contains("Chosen: **isotonic**"));
    }

    @Test
    void halvesWithAnAlgorithmAndAVersionOfChoiceAndSaysNothingWhenQuiet() throws IOException, OrtException {
        // Given
        Path table = ownTable();

        // When
        int code = run(
                "--data",
                table.toString(),
                "--target",
                "Left?",
                "--name",
                "leavers",
                "--version",
                "12",
                "--algorithm",
                "linear",
                "--search",
                "halving",
                "--trials",
                "9",
                "--folds",
                "2",
                "--calibration",
                "platt",
                "--positive",
                "no",
                "--drop",
                "id",
                "-q",
                "--output",
                folder.resolve("p").toString());

        // Then
        assertEquals(0, code, err::toString);
        assertEquals("", err.toString());
        assertEquals(List.of(), ServedPackage.problems(folder.resolve("p/leavers/12"), "leavers", "12"));
        assertEquals(13, Files.readAllLines(onlyRun().resolve("trials.jsonl")).size());
        assertTrue(Files.readString(onlyRun().resolve("log.txt")).contains("leavers 12: calibration platt"));
        assertEquals(
                "no",
                new ObjectMapper()
                        .readTree(folder.resolve("p/leavers/12/model.json").toFile())
                        .get("positiveLabel")
                        .asText());
    }

    @Test
    void tellsWhatIsWrongWithATableAndLogsIt() throws IOException {
        // Given
        Path table = Files.writeString(folder.resolve("t.csv"), "y,x\n" + "a,1\nb,2\nc,3\n".repeat(60));

        // When
        int code = run("--data", table.toString(), "--target", "y");

        // Then
        assertEquals(1, code);
        assertTrue(err.toString().startsWith("train: " + table + ": The target y has 3 different values."));
        assertTrue(new ObjectMapper()
                .readTree(onlyRun().resolve("run.json").toFile())
                .get("outcome")
                .asText()
                .startsWith("failed: " + table));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target y | --target needs --data, the CSV file that has this column.",
                "--target y --data t.csv --model churn | --model names a bundled model. Use --name",
                "--target y --data t.csv --name Big | --name must have 1 to 64 lowercase letters",
                "--target y --data t.csv --version 0 | --version must be a whole number of at least 1, not 0.",
                "--target y --data t.csv --trials 1 | --trials must be between 2 and 500 (for halving, 9 and 500),"
                        + " not 1.",
                "--target y --data t.csv --search halving --trials 8 | --trials must be between 2 and 500 (for"
                        + " halving, 9 and 500), not 8.",
                "--folds 1 | --folds must be between 2 and 20, not 1.",
                "--positive yes | --positive, --name, --drop, --category, --text and --search work only with your own"
                        + " table.",
                "--search gradient | Invalid value for option '--search': expected one of [RANDOM, TPE, HALVING]",
            })
    void rejectsOptionsThatDoNotFitTogether(String arguments, String problem) {
        // When
        int code = run(arguments.split(" "));

        // Then
        assertEquals(2, code);
        assertTrue(err.toString().startsWith(problem), err::toString);
    }

    @Test
    void tellsThatAFileIsNotThere() {
        // When
        int code = run("--data", folder.resolve("none.csv").toString(), "--target", "y");

        // Then
        assertEquals(1, code);
        assertEquals(
                "train: " + folder.resolve("none.csv") + ": The file does not exist.",
                err.toString().strip());
    }

    private Path onlyRun() throws IOException {
        return only(folder.resolve("runs"));
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found = all.toList();
            assertEquals(1, found.size());
            return found.getFirst();
        }
    }

    /** Runs are logged beside the test's other files, unless the test says where. */
    private int run(String... given) {
        List<String> all = new ArrayList<>(List.of(given));
        if (!all.contains("--runs")) {
            all.addAll(List.of("--runs", folder.resolve("runs").toString()));
        }
        String[] arguments = all.toArray(String[]::new);
        CommandLine command = TrainCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
