package dev.auspex.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import ai.onnxruntime.OrtException;
import com.google.errorprone.annotations.FormatMethod;

import dev.auspex.training.data.RowReader;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.onnx.OnnxExport;
import dev.auspex.training.onnx.OnnxScorer;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.VersionPlan;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.publish.TrainedVersion;

/** The way from data to packages: read, split, train, judge, export, check, write. */
final class Training {

    /** Largest difference that is accepted between the trainer's probabilities and those of the ONNX file. */
    static final double TOLERANCE = 1e-6;

    private static final int OTHER_SPLITS = 5;

    private final Path data;
    private final PackageWriter writer;
    private final long seed;
    private final Consumer<String> progress;

    Training(Path data, Path output, long seed, Consumer<String> progress) {
        this.data = data;
        this.writer = new PackageWriter(output);
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Trains all versions of a model and writes their packages.
     *
     * @throws IOException  where a file cannot be read or written
     * @throws OrtException where ONNX Runtime refuses a graph
     */
    void run(ModelPlan plan) throws IOException, OrtException {
        Rows rows = RowReader.read(plan.dataSet(), data);
        String dataSha256 = PackageWriter.sha256(
                Files.readAllBytes(data.resolve(plan.dataSet().file())));
        Split split = Split.stratified(rows, seed);
        say(
                "%s: %,d rows, %,d to train on, %,d held out",
                plan.model(),
                rows.size(),
                split.training().size(),
                split.heldOut().size());
        for (VersionPlan version : plan.versions()) {
            TrainedVersion trained = train(plan, version, dataSha256, rows, split);
            Path folder = writer.write(trained, checkedOnnx(trained));
            say("%s %s: written to %s", plan.model(), version.version(), folder);
        }
        writer.writeAliases(plan);
    }

    private TrainedVersion train(ModelPlan plan, VersionPlan version, String dataSha256, Rows rows, Split split) {
        TrainedModel model = version.learner().train(split.training(), seed);
        Evaluation evaluation =
                Evaluation.of(model.scores(split.heldOut()), split.heldOut().positives(), OnnxExport.THRESHOLD);
        say(
                "%s %s: %s, AUC %.4f (standard error %.4f), log loss %.4f, Brier %.4f, accuracy %.4f",
                plan.model(),
                version.version(),
                version.learner().algorithm(),
                evaluation.auc(),
                evaluation.aucStandardError(),
                evaluation.logLoss(),
                evaluation.brier(),
                evaluation.confusion().accuracy());
        List<Double> otherAucs = otherAucs(version, rows);
        say(
                "%s %s: AUC %.4f to %.4f on %d other splits",
                plan.model(),
                version.version(),
                Collections.min(otherAucs),
                Collections.max(otherAucs),
                otherAucs.size());
        return new TrainedVersion(plan, version, seed, dataSha256, rows, split, model, evaluation, otherAucs);
    }

    /** How far a held-out AUC is luck: the same training on other splits. */
    private List<Double> otherAucs(VersionPlan version, Rows rows) {
        List<Double> aucs = new ArrayList<>();
        for (int i = 1; i <= OTHER_SPLITS; i++) {
            long other = seed + i;
            Split split = Split.stratified(rows, other);
            TrainedModel model = version.learner().train(split.training(), other);
            aucs.add(Evaluation.auc(
                    model.scores(split.heldOut()), split.heldOut().positives()));
        }
        return aucs;
    }

    /** A graph that says something else than its trainer is never written. */
    private byte[] checkedOnnx(TrainedVersion trained) throws OrtException {
        ModelPlan plan = trained.plan();
        VersionPlan version = trained.version();
        byte[] onnx = OnnxExport.export(
                plan.model(), version.version(), version.title(), plan.dataSet().labels(), trained.model());
        try (OnnxScorer scorer = new OnnxScorer(onnx)) {
            double difference = OnnxScorer.largestDifference(
                    trained.model().scores(trained.rows()), OnnxScorer.scores(scorer.run(trained.rows())));
            if (!(difference <= TOLERANCE)) {
                throw new IllegalStateException("the ONNX graph differs from the trainer by " + difference);
            }
            say(
                    "%s %s: ONNX differs from the trainer by at most %.1e over all rows, %,d bytes",
                    plan.model(), version.version(), difference, onnx.length);
        }
        return onnx;
    }

    @FormatMethod
    private void say(String format, Object... values) {
        progress.accept(String.format(Locale.ROOT, format, values));
    }
}
