package dev.auspex.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import dev.auspex.graph.Graphs;
import dev.auspex.graph.OnnxBytes;
import dev.auspex.graph.PreparedPackages;

/** A folder with the committed packages and, beside them, packages that are broken in each way that one can be. */
public final class ModelFolder implements QuarkusTestResourceLifecycleManager {

    public static final Path COMMITTED = Path.of("..", "training", "packages");

    private static final String SUM = """
            {"model": "sum", "version": "1", "title": "Sum", "description": "Echoes its inputs", "algorithm": "none",
             "features": [
               {"name": "a", "type": "number", "description": "a", "required": true, "categories": [], "example": 0.25},
               {"name": "b", "type": "number", "description": "b", "required": false, "categories": [], "example": 0.75}],
             "labels": ["no", "yes"], "positiveLabel": "yes", "threshold": 0.5, "metrics": {}, "seed": 1,
             "dataSha256": "", "onnxSha256": "ONNX_SHA256", "trainedAt": "2026-01-01T00:00:00Z", "aNewerFieldOfTheTrainer": 1}
            """;
    private static final String SUM_REFERENCE = """
            {"model": "sum", "version": "1", "rows": 1, "features": [
               {"name": "a", "type": "number", "edges": [], "categories": [], "proportions": [1.0], "missing": 0.0},
               {"name": "b", "type": "number", "edges": [], "categories": [], "proportions": [1.0], "missing": 0.0}],
             "score": {"name": "score", "type": "number", "edges": [], "categories": [], "proportions": [1.0], "missing": 0.0}}
            """;

    /** Two columns of a matrix. */
    private static final String MATRIX = """
            {"model": "MODEL", "version": "1", "title": "Matrix", "description": "Two columns", "algorithm": "none",
             "features": [
               {"name": "links", "type": "integer", "description": "a", "required": true, "categories": [], "example": 1},
               {"name": "length", "type": "number", "description": "b", "required": true, "categories": [], "example": 2}],
             "labels": ["ham", "spam"], "positiveLabel": "spam", "threshold": 0.5, "metrics": {}, "seed": 1,
             "dataSha256": "", "onnxSha256": "ONNX_SHA256", "trainedAt": "2026-01-01T00:00:00Z"}
            """;

    private Path folder;
    private boolean matrices;

    /** With {@code matrices} the folder has models with one matrix as their input, whose outputs are maps and sequences, or come from a loop. */
    @Override
    public void init(Map<String, String> initArgs) {
        matrices = Boolean.parseBoolean(initArgs.get("matrices"));
    }

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "test-models")), "models");
            copy(COMMITTED, folder);
            writeSum(folder.resolve("sum/1"));
            PreparedPackages.writeMood(folder.resolve("mood/1"));
            PreparedPackages.writeShade(folder.resolve("shade/1"));
            if (matrices) {
                writeMatrix("mail", Graphs.zipMapOfTexts());
                writeMatrix("parts", Graphs.probabilitiesAndSequence());
                writeMatrix("rounds", Graphs.probabilitiesAndLoop());
            }
            breakPackages();
            Files.writeString(
                    folder.resolve("churn/aliases.json"),
                    "{\"champion\": \"2\", \"challenger\": \"1\", \"lost\": \"truncated\"}");
            Files.createDirectories(folder.resolve(".hidden/1"));
            Files.createDirectories(folder.resolve("Bad Name/1"));
            return Map.of(
                    "AUSPEX_MODELS_DIR",
                    folder.toAbsolutePath().toString(),
                    "AUSPEX_ARTIFACTS_DIR",
                    folder.resolve(".artifacts").toAbsolutePath().toString(),
                    "AUSPEX_ARTIFACTS_CACHE_DIR",
                    folder.resolve(".cache").toAbsolutePath().toString(),
                    "AUSPEX_SERVICE_SECRET",
                    "test-only-service-secret-of-forty-letters",
                    // Free, as the service's own port is: Micrometer refuses to start with only one of the two at 0.
                    "AUSPEX_MANAGEMENT_PORT",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (folder != null) {
            delete(folder);
        }
    }

    private void breakPackages() throws IOException {
        Path churn = folder.resolve("churn");
        Path truncated = variant(churn, "truncated");
        byte[] onnx = Files.readAllBytes(truncated.resolve("model.onnx"));
        byte[] half = Arrays.copyOf(onnx, onnx.length / 2);
        Files.write(truncated.resolve("model.onnx"), half);
        replace(truncated.resolve("model.json"), sha256(onnx), sha256(half));

        Path tampered = variant(churn, "tampered");
        onnx[onnx.length - 1] ^= 1;
        Files.write(tampered.resolve("model.onnx"), onnx);

        Path garbled = variant(churn, "garbled");
        Files.writeString(garbled.resolve("model.json"), "{\"model\": ");

        Path mismatched = variant(churn, "mismatched");
        replace(mismatched.resolve("model.json"), "\"senior_citizen\"", "\"seniority\"");
        replace(mismatched.resolve("reference.json"), "\"senior_citizen\"", "\"seniority\"");

        Path misprofiled = variant(churn, "misprofiled");
        replace(misprofiled.resolve("reference.json"), "\"senior_citizen\"", "\"seniority\"");

        Path misplaced = variant(churn, "misplaced");
        replace(misplaced.resolve("model.json"), "\"misplaced\"", "\"7\"");

        // Its tokenizer is none, which the tokenizers' library tells by an exception.
        Path garbledText = folder.resolve("garbledtext/1");
        PreparedPackages.writeMood(garbledText);
        replace(garbledText.resolve("model.json"), "\"mood\"", "\"garbledtext\"");
        replace(garbledText.resolve("reference.json"), "\"mood\"", "\"garbledtext\"");
        Files.writeString(garbledText.resolve("tokenizer.json"), "{\"model\": 7}");

        Path bare = churn.resolve("bare");
        Files.createDirectories(bare);
    }

    /** A copy of churn 2 under another version. */
    private static Path variant(Path churn, String version) throws IOException {
        Path copy = churn.resolve(version);
        copy(churn.resolve("2"), copy);
        for (String file : new String[] {"model.json", "reference.json"}) {
            String text = Files.readString(copy.resolve(file));
            Files.writeString(
                    copy.resolve(file),
                    text.replaceFirst("\"version\"\\s*:\\s*\"2\"", "\"version\": \"" + version + "\""));
        }
        return copy;
    }

    public static void writeSum(Path version) throws IOException {
        Files.createDirectories(version);
        byte[] onnx = OnnxBytes.concatenation();
        Files.write(version.resolve("model.onnx"), onnx);
        Files.writeString(version.resolve("model.json"), SUM.replace("ONNX_SHA256", sha256(onnx)));
        Files.writeString(version.resolve("reference.json"), SUM_REFERENCE);
    }

    private void writeMatrix(String model, byte[] onnx) throws IOException {
        Path version = Files.createDirectories(folder.resolve(model).resolve("1"));
        Files.write(version.resolve("model.onnx"), onnx);
        Files.writeString(
                version.resolve("model.json"), MATRIX.replace("MODEL", model).replace("ONNX_SHA256", sha256(onnx)));
        Files.writeString(
                version.resolve("reference.json"),
                SUM_REFERENCE
                        .replace("\"sum\"", "\"" + model + "\"")
                        .replace("\"a\"", "\"links\"")
                        .replace("\"b\"", "\"length\""));
    }

    private static void replace(Path file, String old, String with) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (!text.contains(old)) {
            throw new IllegalStateException(file + " has no " + old);
        }
        Files.writeString(file, text.replace(old, with));
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
