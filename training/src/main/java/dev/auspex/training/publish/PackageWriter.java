package dev.auspex.training.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.data.Column;
import dev.auspex.training.data.Rows;
import dev.auspex.training.data.TextColumn;
import dev.auspex.training.evaluate.Evaluation;
import dev.auspex.training.evaluate.Spread;
import dev.auspex.training.onnx.OnnxExport;
import dev.auspex.training.plan.ModelPlan;
import dev.auspex.training.text.Texts;

/** Writer of model packages: {@code <folder>/<model>/<version>/} and {@code <folder>/<model>/aliases.json}. */
public final class PackageWriter {

    private final Path folder;
    private final ObjectWriter json;

    /** @param folder folder of all packages; created if it does not exist */
    public PackageWriter(Path folder) {
        this.folder = folder;
        // Line ends must be the same on every system, because the bytes of a package must be.
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        this.json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build()
                .writer(new DefaultPrettyPrinter().withObjectIndenter(indenter));
    }

    /**
     * Writes one version.
     *
     * @param onnx ONNX file
     * @return folder of the version
     */
    public Path write(TrainedVersion trained, byte[] onnx) throws IOException {
        String model = trained.plan().model();
        String version = trained.version().version();
        ModelVersion description = describe(trained, sha256(onnx));
        Rows training = trained.split().training();

        Path target = folder.resolve(model).resolve(version);
        Files.createDirectories(target);
        replace(target.resolve("model.onnx"), onnx);
        replace(target.resolve("model.json"), text(json.writeValueAsString(description)));
        double[] scores = trained.model().scores(training);
        replace(
                target.resolve("reference.json"),
                text(json.writeValueAsString(
                        trained.texts() == null
                                ? ReferenceProfiler.profile(model, version, training, scores)
                                : ReferenceProfiler.ofTexts(
                                        model, version, trained.texts().column(), scores))));
        if (trained.texts() == null) {
            replace(
                    target.resolve("background.json"),
                    text(Background.of(model, version, training, trained.seed()).json()));
        } else {
            Texts texts = trained.texts();
            replace(target.resolve("tokenizer.json"), texts.encoder().tokenizer());
            replace(
                    target.resolve("preparation.json"),
                    text(texts.encoder().preparation(texts.column().name())));
        }
        replace(target.resolve("card.md"), text(ModelCard.of(trained, description)));
        return target;
    }

    /**
     * Writes a version whose feature is an image, with the aliases of its model.
     *
     * @param preparation how the service prepares an image for the model, as JSON
     * @param card        model card, for people
     */
    public void writeImage(
            ModelVersion description, ReferenceProfile profile, byte[] onnx, String preparation, String card)
            throws IOException {
        Path model = folder.resolve(description.model());
        Path target = model.resolve(description.version());
        Files.createDirectories(target);
        replace(target.resolve("model.onnx"), onnx);
        replace(target.resolve("model.json"), text(json.writeValueAsString(description)));
        replace(target.resolve("reference.json"), text(json.writeValueAsString(profile)));
        replace(target.resolve("preparation.json"), text(preparation));
        replace(target.resolve("card.md"), text(card));
        replace(
                model.resolve("aliases.json"),
                text(json.writeValueAsString(Map.of(ModelSummary.CHAMPION, description.version()))));
    }

    /** Returns the distribution of scores for a reference profile. */
    public static FeatureReference profileOfScores(double[] scores) {
        return ReferenceProfiler.ofScores(scores);
    }

    /** Writes the aliases of a model. */
    public void writeAliases(ModelPlan plan) throws IOException {
        Path target = folder.resolve(plan.model());
        Files.createDirectories(target);
        replace(
                target.resolve("aliases.json"),
                text(json.writeValueAsString(Map.of(ModelSummary.CHAMPION, plan.champion()))));
    }

    /** Writes the aliases of a model that has none yet. */
    public void writeFirstAliases(ModelPlan plan) throws IOException {
        if (!Files.exists(folder.resolve(plan.model()).resolve("aliases.json"))) {
            writeAliases(plan);
        }
    }

    /**
     * Writes an existing version again as one file to upload.
     *
     * @return zip file, {@code <model>-<version>.zip}
     */
    public Path zip(String model, String version) throws IOException {
        Path zip = folder.resolve(model + "-" + version + ".zip");
        replace(zip, PackageZip.of(folder.resolve(model).resolve(version)));
        return zip;
    }

    private static ModelVersion describe(TrainedVersion trained, String onnxSha256) {
        ModelPlan plan = trained.plan();
        return new ModelVersion(
                plan.model(),
                trained.version().version(),
                trained.version().title(),
                plan.description(),
                trained.version().learner().algorithm(),
                trained.texts() == null
                        ? features(trained.rows(), trained.split().training())
                        : List.of(feature(trained.texts().column())),
                plan.dataSet().labels(),
                plan.dataSet().positiveLabel(),
                OnnxExport.THRESHOLD,
                metrics(trained),
                trained.seed(),
                trained.dataSha256(),
                onnxSha256,
                plan.dataSet().published());
    }

    /** Returns the held-out and cross-validated metrics by their names in {@code model.json}. */
    public static Map<String, Double> metrics(TrainedVersion trained) {
        Map<String, Double> metrics = trained.evaluation().metrics();
        if (!trained.evaluation().equals(trained.uncalibrated())) {
            metrics.put(
                    "log_loss_uncalibrated",
                    Evaluation.rounded(trained.uncalibrated().logLoss()));
            metrics.put(
                    "brier_uncalibrated",
                    Evaluation.rounded(trained.uncalibrated().brier()));
            metrics.put(
                    "ece_uncalibrated",
                    Evaluation.rounded(trained.uncalibrated().calibrationError()));
        }
        put(metrics, "cv_auc", trained.validation().spread(Evaluation::auc));
        put(metrics, "cv_log_loss", trained.validation().spread(Evaluation::logLoss));
        put(metrics, "cv_brier", trained.validation().spread(Evaluation::brier));
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, Spread spread) {
        metrics.put(name, Evaluation.rounded(spread.mean()));
        metrics.put(name + "_sd", Evaluation.rounded(spread.deviation()));
    }

    /**
     * Returns the features. One that is missing in any row is not required, and its range is that of the training rows.
     */
    private static List<Feature> features(Rows all, Rows training) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < all.dataSet().columns().size(); i++) {
            Column column = all.dataSet().columns().get(i);
            Double min = null;
            Double max = null;
            for (int row = 0; row < training.size() && !column.isCategory(); row++) {
                if (!training.isMissing(row, i)) {
                    double value = training.number(row, i);
                    min = min == null ? value : Math.min(min, value);
                    max = max == null ? value : Math.max(max, value);
                }
            }
            features.add(new Feature(
                    column.name(),
                    column.type(),
                    column.description(),
                    column.unit(),
                    !all.hasMissing(i),
                    min,
                    max,
                    column.categories(),
                    column.example()));
        }
        return features;
    }

    private static Feature feature(TextColumn text) {
        return new Feature(
                text.name(),
                FeatureType.TEXT,
                text.description(),
                "characters",
                true,
                null,
                (double) TextColumn.MOST_CHARACTERS,
                List.of(),
                text.example());
    }

    /** Returns the SHA-256 digest in hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }

    private static byte[] text(String text) {
        return (text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Replaces a file atomically: a server that reads the folder sees the old file or the new one, never a part of it.
     */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
