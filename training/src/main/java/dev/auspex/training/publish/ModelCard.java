package dev.auspex.training.publish;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import com.google.errorprone.annotations.FormatMethod;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.data.Rows;
import dev.auspex.training.evaluate.Confusion;
import dev.auspex.training.evaluate.Evaluation;

/**
 * Writes what people should know of a version, after Mitchell et al. 2019, "Model Cards for Model Reporting", FAT* '19: data,
 * training, quality overall and by group, intended use, limits.
 */
final class ModelCard {

    private static final double[] THRESHOLDS = {0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
    private static final int FEATURES_SHOWN = 8;

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
        card.groups();
        card.importance();
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
        line(
                "| inputs | %d: %d numbers, %d categories |",
                description.features().size(),
                trained.model().encoding().numberColumns().size(),
                trained.model().encoding().categoryColumns().size());
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
    }

    private void training() {
        line("## Training");
        line("");
        line("| setting | value |");
        line("| --- | --- |");
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
        line(
                "| AUC on %d other splits: mean, least, greatest | %.4f, %.4f, %.4f |",
                trained.otherAucs().size(),
                trained.meanOfOtherAucs(),
                Collections.min(trained.otherAucs()),
                Collections.max(trained.otherAucs()));
        line("| log loss | %.4f |", evaluation.logLoss());
        line("| Brier score | %.4f |", evaluation.brier());
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

    private void groups() {
        line("## Groups");
        line("");
        line(
                "| group | held-out rows | are `%1$s` | mean score | answered `%1$s` | AUC |",
                description.positiveLabel());
        line("| --- | --- | --- | --- | --- | --- |");
        for (String name : trained.plan().groups()) {
            int column = columnNamed(name);
            Column feature = heldOut.dataSet().columns().get(column);
            if (feature.isCategory()) {
                for (String category : feature.categories()) {
                    group("`" + name + "` " + category, row -> category.equals(heldOut.category(row, column)));
                }
            } else {
                group("`" + name + "` 0", row -> heldOut.number(row, column) == 0);
                group("`" + name + "` 1", row -> heldOut.number(row, column) == 1);
            }
        }
        line("");
    }

    private void group(String name, IntPredicate member) {
        int[] rows = IntStream.range(0, heldOut.size()).filter(member).toArray();
        if (rows.length == 0) {
            return;
        }
        double[] groupScores =
                IntStream.of(rows).mapToDouble(row -> scores[row]).toArray();
        boolean[] truths = heldOut.select(rows).positives();
        Evaluation evaluation = Evaluation.of(groupScores, truths, description.threshold());
        Confusion confusion = evaluation.confusion();
        double mean = IntStream.of(rows).mapToDouble(row -> scores[row]).sum() / rows.length;
        line(
                "| %s | %,d | %.1f %% | %.3f | %.1f %% | %s |",
                name,
                rows.length,
                100.0 * evaluation.positives() / rows.length,
                mean,
                100.0 * (confusion.truePositives() + confusion.falsePositives()) / rows.length,
                Double.isNaN(evaluation.auc()) ? "-" : String.format(Locale.ROOT, "%.3f", evaluation.auc()));
    }

    private record Importance(String feature, double loss) {}

    /** Permutation importance: Breiman 2001, "Random Forests", Machine Learning 45, section 10, here on the AUC. */
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
        line(
                "- Where the schema says `\"required\": true`, training never saw a missing value: what the model makes of one"
                        + " there is a guess.");
        line("");
    }

    private void reproduction() {
        line("## Made by");
        line("");
        line(
                "`./auspex train --model %s --seed %d`, which gives these files again, byte for byte (on Linux, x86-64).",
                description.model(), description.seed());
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
