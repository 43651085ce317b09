package dev.auspex.training.publish;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import com.google.errorprone.annotations.FormatMethod;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.training.calibrate.Calibration;
import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.Rows;
import dev.auspex.training.evaluate.Confusion;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Interval;
import dev.auspex.training.evaluate.Reliability;
import dev.auspex.training.evaluate.Spread;
import dev.auspex.training.text.Encoder;
import dev.auspex.training.validate.CrossValidation;

/**
 * Model card of a version, after Mitchell et al. 2019, "Model Cards for Model Reporting", FAT* '19: data, training,
 * quality overall and by slice, calibration, intended use, limits.
 */
final class ModelCard {

    private static final double[] THRESHOLDS = {0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
    private static final int FEATURES_SHOWN = 8;
    private static final int BAR = 30;

    /** Minimum number of held-out rows in a slice. */
    private static final int LEAST_SLICE = 20;

    private static final int MOST_SLICES = 60;

    private final TrainedVersion trained;
    private final ModelVersion description;
    private final Rows heldOut;
    private final double[] scores;
    private final StringBuilder text = new StringBuilder();

    private ModelCard(TrainedVersion trained, ModelVersion description) {
        this.trained = trained;
        this.description = description;
        this.heldOut = trained.split().heldOut();
        this.scores = trained.model().scores(heldOut);
    }

    static String of(TrainedVersion trained, ModelVersion description) {
        ModelCard card = new ModelCard(trained, description);
        card.head();
        card.data();
        card.training();
        card.quality();
        card.thresholds();
        card.crossValidation();
        card.calibration();
        if (trained.texts() == null) {
            card.slices();
            card.importance();
        }
        card.use();
        card.reproduction();
        return card.text.toString();
    }

    private void head() {
        line("# %s", description.title());
        line("");
        line("%s", description.description());
        line("");
        line("| | |");
        line("| --- | --- |");
        line("| model, version | `%s` %s |", description.model(), description.version());
        line("| algorithm | %s |", description.algorithm());
        line(
                "| answers | `%s`, with the probability of `%s` as the score |",
                String.join("` or `", description.labels()), description.positiveLabel());
        if (trained.texts() != null) {
            line(
                    "| input | `%s`, a text; %s reads its first %d tokens |",
                    trained.texts().column().name(), Encoder.NAME, Encoder.TOKENS);
            line("");
            return;
        }
        line(
                "| inputs | %d: %d numbers, %d categories |",
                description.features().size(),
                trained.model().model().encoding().numberColumns().size(),
                trained.model().model().encoding().categoryColumns().size());
        line("");
    }

    private void data() {
        DataSet data = trained.plan().dataSet();
        line("## Data");
        line("");
        line(
                "%s: %,d %s. From %s, licence %s. SHA-256 `%s`.",
                data.file(),
                trained.rows().size(),
                data.description(),
                data.origin(),
                data.licence(),
                description.dataSha256());
        line("");
        line(
                "Split at random with seed %d, 75 to 25, each label in the same proportion on both sides: %,d rows trained on,"
                        + " %,d held out (%,d of them `%s`).",
                description.seed(),
                trained.split().training().size(),
                heldOut.size(),
                trained.evaluation().positives(),
                description.positiveLabel());
        line("");
        if (!trained.notes().isEmpty()) {
            line("What was decided about columns and rows:");
            line("");
            trained.notes().forEach(note -> line("- %s", note));
            line("");
        }
    }

    private void training() {
        line("## Training");
        line("");
        line("| setting | value |");
        line("| --- | --- |");
        if (trained.texts() != null) {
            line("| transformer | %s; mean of its tokens, of length 1, %d numbers |", Encoder.NAME, Encoder.WIDTH);
        }
        trained.version().learner().settings().forEach((setting, value) -> line("| %s | %s |", setting, value));
        line("");
    }

    private void quality() {
        Evaluation evaluation = trained.evaluation();
        Confusion confusion = evaluation.confusion();
        line("## Quality on held-out rows");
        line("");
        line("| metric | value |");
        line("| --- | --- |");
        line("| AUC (standard error) | %.4f (%.4f) |", evaluation.auc(), evaluation.aucStandardError());
        line("| log loss | %.4f |", evaluation.logLoss());
        line("| Brier score | %.4f |", evaluation.brier());
        line("| expected calibration error | %.4f |", evaluation.calibrationError());
        line("| accuracy at %.2f | %.4f |", confusion.threshold(), confusion.accuracy());
        line(
                "| precision, recall, F1 at %.2f | %.4f, %.4f, %.4f |",
                confusion.threshold(), confusion.precision(), confusion.recall(), confusion.f1());
        line("");
        String negative = description.labels().getFirst();
        String positive = description.positiveLabel();
        line("| at %.2f | answered `%s` | answered `%s` |", confusion.threshold(), negative, positive);
        line("| --- | --- | --- |");
        line("| is `%s` | %,d | %,d |", negative, confusion.trueNegatives(), confusion.falsePositives());
        line("| is `%s` | %,d | %,d |", positive, confusion.falseNegatives(), confusion.truePositives());
        line("");
    }

    private void crossValidation() {
        CrossValidation validation = trained.validation();
        line("## Cross-validation");
        line("");
        line(
                "How far such figures are luck, by stratified cross-validation on the rows trained on (%d folds, before"
                        + " calibration):",
                validation.folds().size());
        line("");
        line("| metric | mean | standard deviation |");
        line("| --- | --- | --- |");
        spread("AUC", validation.spread(Evaluation::auc));
        spread("log loss", validation.spread(Evaluation::logLoss));
        spread("Brier score", validation.spread(Evaluation::brier));
        spread("expected calibration error", validation.spread(Evaluation::calibrationError));
        line("");
    }

    private void spread(String metric, Spread spread) {
        line("| %s | %.4f | %.4f |", metric, spread.mean(), spread.deviation());
    }

    private void thresholds() {
        line(
                "The answered label is the more probable one. Who wants to find more, or to be wrong less often, decides by the score:");
        line("");
        line("| from a score of | share answered `%s` | precision | recall |", description.positiveLabel());
        line("| --- | --- | --- | --- |");
        for (double threshold : THRESHOLDS) {
            Confusion confusion = Confusion.at(threshold, scores, heldOut.positives());
            double share = (double) (confusion.truePositives() + confusion.falsePositives()) / heldOut.size();
            line("| %.1f | %.1f %% | %.3f | %.3f |", threshold, 100 * share, confusion.precision(), confusion.recall());
        }
        line("");
    }

    private void calibration() {
        line("## Calibration");
        line("");
        line(
                "Chosen: **%s**. Each method was fitted on the scores that cross-validation gave to rows it had not trained on, and"
                        + " judged on folds that it had not seen. One is taken where its log loss is lower by more than the standard"
                        + " error of that difference and its Brier score is not higher, or where it was asked for.",
                trained.model().calibration().name());
        line("");
        line("| method | log loss | Brier score | expected calibration error | log loss saved (standard error) |");
        line("| --- | --- | --- | --- | --- |");
        for (CalibrationChoice.Candidate candidate : trained.choice().candidates()) {
            line(
                    "| %s | %.5f | %.5f | %.4f | %s |",
                    candidate.name(),
                    candidate.logLoss(),
                    candidate.brier(),
                    candidate.calibrationError(),
                    candidate.name().equals("none")
                            ? ""
                            : String.format(
                                    Locale.ROOT, "%.5f (%.5f)", candidate.gain(), candidate.gainStandardError()));
        }
        line("");
        if (!(trained.model().calibration() instanceof Calibration.None)) {
            line(
                    "Without it the held-out rows have a log loss of %.4f, a Brier score of %.4f and an expected calibration error"
                            + " of %.4f.",
                    trained.uncalibrated().logLoss(),
                    trained.uncalibrated().brier(),
                    trained.uncalibrated().calibrationError());
            line("");
        }
        line(
                "Held-out rows by score: what was predicted (`|`) and what share was `%s` (`#`, interval of 95 %% by Wilson):",
                description.positiveLabel());
        line("");
        line("```");
        line("%-9s %6s  %9s  %8s  %-14s  0%s1", "score", "rows", "predicted", "observed", "95 %", " ".repeat(BAR - 2));
        for (Reliability.Bin bin : Reliability.of(scores, heldOut.positives()).bins()) {
            if (bin.rows() > 0) {
                Interval interval = Interval.ofShare(bin.positives(), bin.rows());
                line(
                        "%.1f - %.1f %6d  %9.3f  %8.3f  %.3f to %.3f  %s",
                        bin.from(),
                        bin.to(),
                        bin.rows(),
                        bin.meanScore(),
                        bin.share(),
                        interval.low(),
                        interval.high(),
                        bar(bin.share(), bin.meanScore()));
            }
        }
        line("```");
        line("");
    }

    /** Returns the observed share as a bar, with the prediction as a mark on it. */
    private static String bar(double observed, double predicted) {
        int filled = (int) Math.round(observed * BAR);
        StringBuilder bar = new StringBuilder("#".repeat(filled) + " ".repeat(BAR - filled));
        bar.setCharAt(Math.min(BAR - 1, (int) (predicted * BAR)), '|');
        return bar.toString().stripTrailing();
    }

    /** Lines of the table of slices, and the number of slices that were left out. */
    private final class Slices {

        private final List<String> lines = new ArrayList<>();
        private int leftOut;

        void add(String name, IntPredicate member) {
            int[] rows = IntStream.range(0, heldOut.size()).filter(member).toArray();
            if (rows.length < LEAST_SLICE || lines.size() == MOST_SLICES) {
                leftOut++;
                return;
            }
            double[] sliceScores =
                    IntStream.of(rows).mapToDouble(row -> scores[row]).toArray();
            Evaluation evaluation =
                    Evaluation.of(sliceScores, heldOut.select(rows).positives(), description.threshold());
            Confusion confusion = evaluation.confusion();
            long right = confusion.truePositives() + confusion.trueNegatives();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %.3f | %s | %s |",
                    name,
                    rows.length,
                    share(evaluation.positives(), rows.length),
                    Arrays.stream(sliceScores).sum() / rows.length,
                    share(right, rows.length),
                    auc(evaluation)));
        }

        private static String share(long part, long whole) {
            Interval interval = Interval.ofShare(part, whole);
            return String.format(
                    Locale.ROOT,
                    "%.1f %% (%.1f to %.1f)",
                    100.0 * part / whole,
                    100 * interval.low(),
                    100 * interval.high());
        }

        private static String auc(Evaluation evaluation) {
            if (Double.isNaN(evaluation.auc())) {
                return "-";
            }
            Interval interval = Interval.ofNormal(evaluation.auc(), evaluation.aucStandardError());
            return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", evaluation.auc(), interval.low(), interval.high());
        }
    }

    /** Writes the slices: first the groups that the plan names, then every other category. */
    private void slices() {
        Slices slices = new Slices();
        List<Column> columns = heldOut.dataSet().columns();
        List<Integer> order = new ArrayList<>();
        trained.plan().groups().forEach(name -> order.add(columnNamed(name)));
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isCategory() && !order.contains(i)) {
                order.add(i);
            }
        }
        for (int column : order) {
            Column feature = columns.get(column);
            if (feature.isCategory()) {
                feature.categories()
                        .forEach(category -> slices.add(
                                "`" + feature.name() + "` " + cell(category),
                                row -> category.equals(heldOut.category(row, column))));
            } else {
                slices.add("`" + feature.name() + "` 0", row -> heldOut.number(row, column) == 0);
                slices.add("`" + feature.name() + "` 1", row -> heldOut.number(row, column) == 1);
            }
            if (heldOut.hasMissing(column)) {
                slices.add("`" + feature.name() + "` missing", row -> heldOut.isMissing(row, column));
            }
        }
        line("## Slices");
        line("");
        if (slices.lines.isEmpty()) {
            line("No feature is a category whose values have %d held-out rows or more.", LEAST_SLICE);
        } else {
            line(
                    "Held-out rows with this value; in brackets the interval of 95 %% (shares: Wilson, AUC: Hanley and McNeil)."
                            + " A slice whose interval lies apart from the whole deserves a look.");
            line("");
            line("| slice | rows | are `%s` | mean score | answered rightly | AUC |", description.positiveLabel());
            line("| --- | --- | --- | --- | --- | --- |");
            slices.lines.forEach(each -> line("%s", each));
        }
        line("");
        if (slices.leftOut > 0) {
            line(
                    "Left out: %d more, of fewer than %d rows each or beyond the first %d.",
                    slices.leftOut, LEAST_SLICE, MOST_SLICES);
            line("");
        }
    }

    /** Escapes a value for a Markdown table. */
    private static String cell(String value) {
        return value.replace("|", "\\|").replaceAll("\\R", " ");
    }

    private record Importance(String feature, double loss) {}

    /**
     * Writes the permutation importance: Breiman 2001, "Random Forests", Machine Learning 45, section 10; for the AUC.
     */
    private void importance() {
        List<Importance> importances = new ArrayList<>();
        for (int column = 0; column < heldOut.dataSet().columns().size(); column++) {
            Rows shuffled = heldOut.shuffled(column, new Random(trained.seed()));
            double auc = Evaluation.auc(trained.model().scores(shuffled), heldOut.positives());
            importances.add(new Importance(
                    heldOut.dataSet().columns().get(column).name(),
                    trained.evaluation().auc() - auc));
        }
        importances.sort(Comparator.comparingDouble(Importance::loss).reversed());
        line("## What it looks at");
        line("");
        line("How much AUC is lost when one feature's held-out values are shuffled:");
        line("");
        line("| feature | AUC lost |");
        line("| --- | --- |");
        importances.stream()
                .limit(FEATURES_SHOWN)
                .forEach(importance -> line("| `%s` | %.4f |", importance.feature(), importance.loss()));
        line("");
    }

    private void use() {
        line("## Intended use");
        line("");
        line("%s", trained.plan().intendedUse());
        line("");
        line("## Limits");
        line("");
        trained.plan().limits().forEach(limit -> line("- %s", limit));
        if (trained.texts() != null) {
            line(
                    "- What stands behind the first %d tokens, about %d words, is not looked at.",
                    Encoder.TOKENS, Encoder.TOKENS * 3 / 4);
            line("- The transformer was made from English texts; of other languages it understands little.");
            line("");
            return;
        }
        line(
                "- Where the schema says `\"required\": true`, training never saw a missing value: what the model makes of one"
                        + " there is a guess.");
        line(
                "- `background.json` holds up to 100 rows of the training data as they are, for explanations: who has the package has them.");
        line("");
    }

    private void reproduction() {
        line("## Made by");
        line("");
        line(
                "`%s`, which gives these files again, byte for byte (on Linux, x86-64%s).",
                trained.command(),
                // The transformer's 8-bit kernels round differently on processors with other instructions.
                trained.texts() == null ? "" : ", and a processor of the same kind");
    }

    private int columnNamed(String name) {
        List<Column> columns = heldOut.dataSet().columns();
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature " + name));
    }

    @FormatMethod
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
