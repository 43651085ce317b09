package dev.auspex.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.Nullable;

import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.data.Table;
import dev.auspex.training.data.TableReader;
import dev.auspex.training.data.TableRequest;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Spread;
import dev.auspex.training.learn.Learner;
import dev.auspex.training.learn.LogisticRegression;
import dev.auspex.training.onnx.OnnxExport;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.VersionPlan;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.runlog.Progress;
import dev.auspex.training.runlog.RunLog;
import dev.auspex.training.search.LearnerSpace;
import dev.auspex.training.search.Search;
import dev.auspex.training.search.Trial;
import dev.auspex.training.text.Embeddings;
import dev.auspex.training.text.Encoder;
import dev.auspex.training.text.Texts;
import dev.auspex.training.validate.CrossValidation;

/** Training from a user's own table to a package. */
final class TableTraining {

    /** Held-out AUC from which a column that gives the target away is more likely than a good model. */
    private static final double TOO_GOOD = 0.999;

    /**
     * Learner for texts. Its steps are smaller and its passes fewer than for columns, because a head over hundreds of
     * numbers would overfit otherwise.
     */
    private static final Learner HEAD = new LogisticRegression(0.006, 12, 32);

    /** Approximate number of progress steps while texts are embedded. */
    private static final int STEPS_TOLD = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wish wish;
    private final Progress progress;
    private final RunLog log;

    /**
     * Options of one training.
     *
     * @param table       table and the user's options for it
     * @param name        model name
     * @param version     model version, a whole number
     * @param algorithm   algorithm to train with
     * @param search      search method for its settings, or null for the usual settings
     * @param trials      number of trials of the search
     * @param folds       number of folds of the cross-validation
     * @param calibration calibrations that may be chosen
     * @param seed        seed of everything that is random
     */
    record Wish(
            TableRequest table,
            String name,
            int version,
            LearnerSpace algorithm,
            @Nullable Search.Method search,
            int trials,
            int folds,
            CalibrationChoice.Wish calibration,
            long seed) {

        Training.Settings settings() {
            return new Training.Settings(seed, folds, calibration);
        }

        /** Returns the command that repeats this training. It names the file without its folder. */
        String command() {
            List<String> words = new ArrayList<>(List.of("./auspex train"));
            option(words, "--data", table.file().getFileName().toString());
            option(words, "--target", table.target());
            if (table.positive() != null) {
                option(words, "--positive", table.positive());
            }
            table.drop().stream().sorted().forEach(column -> option(words, "--drop", column));
            table.categories().stream().sorted().forEach(column -> option(words, "--category", column));
            if (table.text() != null) {
                option(words, "--text", table.text());
            }
            option(words, "--name", name);
            option(words, "--version", Integer.toString(version));
            option(words, "--algorithm", lower(algorithm));
            if (search != null) {
                option(words, "--search", lower(search));
                option(words, "--trials", Integer.toString(trials));
            }
            option(words, "--folds", Integer.toString(folds));
            option(words, "--calibration", lower(calibration));
            option(words, "--seed", Long.toString(seed));
            return String.join(" ", words);
        }

        private static void option(List<String> words, String option, String value) {
            words.add(option);
            words.add(value.matches("[A-Za-z0-9._/-]+") ? value : "'" + value.replace("'", "'\\''") + "'");
        }

        private static String lower(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    TableTraining(Wish wish, Progress progress, RunLog log) {
        this.wish = wish;
        this.progress = progress;
        this.log = log;
    }

    /**
     * Trains a model and writes its package.
     *
     * @param output folder of packages
     * @return zip file of the package
     */
    Path run(Path output) throws IOException, OrtException {
        Path file = wish.table().file();
        Table table = log.timed("reading", () -> TableReader.read(wish.table()));
        if (table.text() == null) {
            Rows rows = table.rows();
            DataSet data = rows.dataSet();
            long categories = data.columns().stream()
                    .filter(column -> column.isCategory())
                    .count();
            progress.say(
                    "%s: %,d rows, %d features (%d numbers, %d categories), %,d rows with %s = %s",
                    file.getFileName(),
                    rows.size(),
                    data.columns().size(),
                    data.columns().size() - categories,
                    categories,
                    Rows.count(rows.positives()),
                    data.target(),
                    data.positiveLabel());
            table.notes().forEach(note -> progress.say("  %s", note));
            return train(output, rows, table, wish.algorithm(), null);
        }
        Rows labels = table.rows();
        progress.say(
                "%s: %,d texts, %,d rows with %s = %s",
                file.getFileName(),
                labels.size(),
                Rows.count(labels.positives()),
                labels.dataSet().target(),
                labels.dataSet().positiveLabel());
        table.notes().forEach(note -> progress.say("  %s", note));
        try (Encoder encoder = new Encoder()) {
            List<String> texts = table.text().texts();
            int stretch = Math.max(1, texts.size() / STEPS_TOLD);
            progress.begin(wish.name() + ": embedding", texts.size() / stretch);
            int[] count = {0};
            float[][] embedded = log.timed(
                    "embedding",
                    () -> encoder.embed(texts, () -> {
                        if (++count[0] % stretch == 0) {
                            progress.step();
                        }
                    }));
            progress.end();
            Rows rows = Embeddings.rows(labels.dataSet(), labels.positives(), embedded);
            return train(output, rows, table, LearnerSpace.LINEAR, new Texts(table.text(), encoder));
        }
    }

    private Path train(Path output, Rows rows, Table table, LearnerSpace space, @Nullable Texts texts)
            throws IOException, OrtException {
        DataSet data = rows.dataSet();
        Learner usual = texts == null ? space.usualLearner() : HEAD;
        Learner learner = wish.search() == null ? usual : searched(space, rows);
        PackageWriter writer = new PackageWriter(output);
        String sha256 = PackageWriter.sha256(Files.readAllBytes(wish.table().file()));
        ModelPlan plan = plan(data, learner);
        Training training = new Training(writer, wish.settings(), progress, log);
        double auc = training.run(plan, new Training.Source(rows, sha256, table.notes(), wish.command(), texts));
        writer.writeFirstAliases(plan);
        Path zip = writer.zip(plan.model(), plan.champion());
        progress.say("%s %s: file to upload: %s", plan.model(), plan.champion(), zip);
        if (auc >= TOO_GOOD) {
            progress.say(
                    "An AUC of %.4f is suspiciously high. Look for a column that gives away %s, and leave it out with"
                            + " --drop.",
                    auc, data.target());
        }
        return zip;
    }

    private Learner searched(LearnerSpace space, Rows rows) throws IOException {
        Rows training = Split.stratified(rows, wish.seed()).training();
        StringBuilder lines = new StringBuilder();
        int count = Search.trials(wish.search(), wish.trials());
        progress.begin(wish.name() + ": search for settings", count);
        List<Trial> trials = log.timed(
                "search",
                () -> Search.run(
                        wish.search(),
                        space.dimensions(),
                        space.usual(),
                        wish.trials(),
                        (parameters, budget) -> tryOut(space, training, parameters, budget),
                        wish.seed(),
                        trial -> {
                            lines.append(line(trial)).append('\n');
                            progress.step();
                        }));
        log.write("trials.jsonl", lines.toString());
        log.write("search.svg", Charts.search(wish.name(), trials));
        Trial best = Search.best(trials);
        log.put("search", best);
        progress.say(
                "%s: the best of %d trials is trial %d, log loss %.5f (trial 1, standard settings: %.5f%s): %s",
                wish.name(),
                trials.size(),
                best.trial(),
                best.outcome().logLoss(),
                trials.getFirst().outcome().logLoss(),
                trials.getFirst().budget() < 1 ? " on fewer rows" : "",
                best.parameters());
        return space.learner(best.parameters());
    }

    private Trial.Outcome tryOut(LearnerSpace space, Rows training, Map<String, Double> parameters, double budget) {
        CrossValidation validation = CrossValidation.of(
                space.learner(parameters),
                share(training, budget),
                wish.folds(),
                wish.seed(),
                OnnxExport.THRESHOLD,
                () -> {});
        Spread logLoss = validation.spread(Evaluation::logLoss);
        return new Trial.Outcome(
                Evaluation.rounded(logLoss.mean()),
                Evaluation.rounded(logLoss.deviation()),
                Evaluation.rounded(validation.spread(Evaluation::auc).mean()));
    }

    /** Returns a share of the rows, but never so few that a fold lacks a label. */
    private Rows share(Rows training, double budget) {
        if (budget == 1) {
            return training;
        }
        int positives = Rows.count(training.positives());
        int rarer = Math.min(positives, training.size() - positives);
        double least = Math.min(1, 2.0 * wish.folds() / rarer);
        return Split.stratified(training, wish.seed(), Math.max(budget, least)).training();
    }

    private static String line(Trial trial) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("trial", trial.trial());
        line.put("budget", Evaluation.rounded(trial.budget()));
        line.put("parameters", trial.parameters());
        line.put("logLoss", trial.outcome().logLoss());
        line.put("logLossDeviation", trial.outcome().logLossDeviation());
        line.put("auc", trial.outcome().auc());
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A trial could not be written as JSON.", e);
        }
    }

    private ModelPlan plan(DataSet data, Learner learner) {
        String version = Integer.toString(wish.version());
        return new ModelPlan(
                wish.name(),
                "Probability that " + data.target() + " is " + data.positiveLabel() + ".",
                data,
                List.of(new VersionPlan(
                        version, wish.name() + ", " + learner.algorithm().replace('-', ' '), learner)),
                version,
                "Rows from the same source as the rows of " + data.file()
                        + ". Whoever trained the model must state any other use.",
                List.of(
                        "The types and meanings of the columns were inferred from their values. See the decisions"
                                + " above.",
                        "Nobody checked whether the table contains only what was known at the time of the prediction.",
                        "Rows are split at random. If time or groups of rows matter, the figures are too optimistic."),
                List.of());
    }
}
