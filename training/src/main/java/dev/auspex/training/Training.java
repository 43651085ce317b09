package dev.auspex.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import ai.onnxruntime.OrtException;
import jakarta.annotation.Nullable;

import dev.auspex.training.calibrate.CalibratedModel;
import dev.auspex.training.calibrate.Calibration;
import dev.auspex.training.calibrate.CalibrationChoice;
import dev.auspex.training.data.RowReader;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.Split;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Spread;
import dev.auspex.training.learn.TrainedModel;
import dev.auspex.training.onnx.OnnxExport;
import dev.auspex.training.onnx.OnnxScorer;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.plan.VersionPlan;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.publish.TrainedVersion;
import dev.auspex.training.runlog.Progress;
import dev.auspex.training.runlog.RunLog;
import dev.auspex.training.text.TextScorer;
import dev.auspex.training.text.Texts;
import dev.auspex.training.validate.CrossValidation;

/** Training from rows to packages: split, cross-validate, calibrate, train, evaluate, export, check, write. */
final class Training {

    /** Largest accepted difference between the trainer's probabilities and those of the ONNX file. */
    static final double TOLERANCE = 1e-6;

    /** Largest accepted difference for a head on a transformer, whose numbers are summed in floats. */
    static final double TEXT_TOLERANCE = 1e-5;

    private static final int TEXTS_CHECKED = 200;

    private final PackageWriter writer;
    private final Settings settings;
    private final Progress progress;
    private final RunLog log;
    private final List<Map<String, Object>> results = new ArrayList<>();

    /**
     * Settings of the training.
     *
     * @param seed        seed of everything that is random
     * @param folds       number of folds of the cross-validation
     * @param calibration calibrations that may be chosen
     */
    record Settings(long seed, int folds, CalibrationChoice.Wish calibration) {}

    /**
     * Data to train on.
     *
     * @param rows    all rows
     * @param sha256  SHA-256 of their file, in hex
     * @param notes   decisions about the rows
     * @param command command that repeats the training
     * @param texts   original texts if the rows are embedded texts, or else null
     */
    record Source(
            Rows rows,
            String sha256,
            List<String> notes,
            String command,
            @Nullable Texts texts) {

        Source(Rows rows, String sha256, List<String> notes, String command) {
            this(rows, sha256, notes, command, null);
        }
    }

    Training(PackageWriter writer, Settings settings, Progress progress, RunLog log) {
        this.writer = writer;
        this.settings = settings;
        this.progress = progress;
        this.log = log;
    }

    /** Reads the data of a bundled model. */
    static Source bundled(ModelPlan plan, Path data, long seed) throws IOException {
        Rows rows = RowReader.read(plan.dataSet(), data);
        String sha256 = PackageWriter.sha256(
                Files.readAllBytes(data.resolve(plan.dataSet().file())));
        return new Source(rows, sha256, List.of(), "./auspex train --model " + plan.model() + " --seed " + seed);
    }

    /**
     * Trains all versions of a model and writes their packages.
     *
     * @return held-out AUC of the champion
     * @throws IOException  if a file cannot be written
     * @throws OrtException if ONNX Runtime rejects a graph
     */
    double run(ModelPlan plan, Source source) throws IOException, OrtException {
        Split split = Split.stratified(source.rows(), settings.seed());
        progress.say(
                "%s: %,d rows, %,d to train on, %,d held out",
                plan.model(),
                source.rows().size(),
                split.training().size(),
                split.heldOut().size());
        double champion = Double.NaN;
        for (VersionPlan version : plan.versions()) {
            TrainedVersion trained = train(plan, version, source, split);
            byte[] onnx = checkedOnnx(trained);
            Path folder = log.timed("write", () -> writer.write(trained, onnx));
            progress.say("%s %s: written to %s", plan.model(), version.version(), folder);
            record(trained, folder);
            if (version.version().equals(plan.champion())) {
                champion = trained.evaluation().auc();
            }
        }
        return champion;
    }

    private TrainedVersion train(ModelPlan plan, VersionPlan version, Source source, Split split) throws IOException {
        String name = plan.model() + " " + version.version();
        progress.begin(name + ": cross-validation", settings.folds());
        CrossValidation validation = log.timed(
                "cross-validation",
                () -> CrossValidation.of(
                        version.learner(),
                        split.training(),
                        settings.folds(),
                        settings.seed(),
                        OnnxExport.THRESHOLD,
                        progress::step));
        Spread auc = validation.spread(Evaluation::auc);
        Spread logLoss = validation.spread(Evaluation::logLoss);
        progress.say(
                "%s: %s, %d folds: AUC %.4f (standard deviation %.4f), log loss %.4f (%.4f)",
                name,
                version.learner().algorithm(),
                settings.folds(),
                auc.mean(),
                auc.deviation(),
                logLoss.mean(),
                logLoss.deviation());
        CalibrationChoice choice = log.timed(
                "calibration",
                () -> CalibrationChoice.of(
                        validation.logOdds(),
                        split.training().positives(),
                        validation.foldOfRows(),
                        settings.calibration()));
        progress.say("%s: calibration %s%s", name, choice.chosen().name(), gains(choice));
        TrainedModel model = log.timed("training", () -> version.learner().train(split.training(), settings.seed()));
        CalibratedModel calibrated = new CalibratedModel(model, choice.chosen());
        Evaluation evaluation = judge(calibrated, split.heldOut());
        progress.say(
                "%s: held out: AUC %.4f (standard error %.4f), log loss %.4f, Brier %.4f, calibration error %.4f,"
                        + " accuracy %.4f",
                name,
                evaluation.auc(),
                evaluation.aucStandardError(),
                evaluation.logLoss(),
                evaluation.brier(),
                evaluation.calibrationError(),
                evaluation.confusion().accuracy());
        return new TrainedVersion(
                plan,
                version,
                settings.seed(),
                source.sha256(),
                source.rows(),
                split,
                validation,
                choice,
                calibrated,
                evaluation,
                judge(new CalibratedModel(model, new Calibration.None()), split.heldOut()),
                source.notes(),
                source.command(),
                source.texts());
    }

    private static String gains(CalibrationChoice choice) {
        StringBuilder gains = new StringBuilder();
        for (CalibrationChoice.Candidate candidate : choice.candidates()) {
            gains.append(String.format(
                    Locale.ROOT,
                    "%s %s %.5f",
                    gains.isEmpty() ? "; log loss out of fold:" : ",",
                    candidate.name(),
                    candidate.logLoss()));
        }
        return gains.toString();
    }

    private static Evaluation judge(CalibratedModel model, Rows heldOut) {
        return Evaluation.of(model.scores(heldOut), heldOut.positives(), OnnxExport.THRESHOLD);
    }

    /** Exports the model and checks the graph against the trainer on all rows. One that differs is never written. */
    private byte[] checkedOnnx(TrainedVersion trained) throws IOException, OrtException {
        if (trained.texts() != null) {
            return checkedTextOnnx(trained, trained.texts());
        }
        ModelPlan plan = trained.plan();
        VersionPlan version = trained.version();
        byte[] onnx = OnnxExport.export(
                plan.model(), version.version(), version.title(), plan.dataSet().labels(), trained.model());
        try (OnnxScorer scorer = new OnnxScorer(onnx)) {
            double difference = OnnxScorer.largestDifference(
                    trained.model().scores(trained.rows()), OnnxScorer.scores(scorer.run(trained.rows())));
            if (!(difference <= TOLERANCE)) {
                throw new IllegalStateException("The ONNX graph differs from the trainer by " + difference + ".");
            }
            progress.say(
                    "%s %s: ONNX differs from the trainer by at most %.1e over all rows, %,d bytes",
                    plan.model(), version.version(), difference, onnx.length);
        }
        return onnx;
    }

    /** Exports the model and runs the whole graph on some texts, from tokens to probabilities, to check it. */
    private byte[] checkedTextOnnx(TrainedVersion trained, Texts texts) throws IOException, OrtException {
        ModelPlan plan = trained.plan();
        VersionPlan version = trained.version();
        byte[] onnx = OnnxExport.exportText(
                plan.model(),
                version.version(),
                version.title(),
                plan.dataSet().labels(),
                trained.model(),
                texts.encoder().graph());
        int checked = Math.min(TEXTS_CHECKED, trained.rows().size());
        double[] scores = trained.model()
                .scores(trained.rows().select(IntStream.range(0, checked).toArray()));
        try (TextScorer scorer = new TextScorer(onnx, texts.encoder())) {
            double[] served = scorer.scores(texts.column().texts().subList(0, checked));
            double difference = OnnxScorer.largestDifference(scores, served);
            if (!(difference <= TEXT_TOLERANCE)) {
                throw new IllegalStateException("The ONNX graph differs from the trainer by " + difference + ".");
            }
            progress.say(
                    "%s %s: ONNX differs from the trainer by at most %.1e over %,d texts, %,d bytes",
                    plan.model(), version.version(), difference, checked, onnx.length);
        }
        return onnx;
    }

    private void record(TrainedVersion trained, Path folder) throws IOException {
        String name = trained.plan().model() + "-" + trained.version().version();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", trained.plan().model());
        result.put("version", trained.version().version());
        result.put("data", trained.plan().dataSet().file());
        result.put("dataSha256", trained.dataSha256());
        result.put("rows", trained.rows().size());
        result.put("trainingRows", trained.split().training().size());
        result.put("heldOutRows", trained.split().heldOut().size());
        result.put(
                "features",
                trained.texts() == null ? trained.plan().dataSet().columns().size() : 1);
        result.put("notes", trained.notes());
        result.put("algorithm", trained.version().learner().algorithm());
        result.put("settings", trained.version().learner().settings());
        result.put("folds", trained.validation().folds());
        result.put("calibration", trained.model().calibration().name());
        result.put("calibrationCandidates", trained.choice().candidates());
        result.put("metrics", PackageWriter.metrics(trained));
        result.put("package", folder.toString());
        results.add(result);
        log.put("versions", results);
        log.write("calibration-" + name + ".svg", Charts.calibration(trained));
    }
}
