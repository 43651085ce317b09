package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.model.engine.ElementType;
import dev.auspex.model.engine.Graph;
import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.InferenceEngine;
import dev.auspex.model.engine.TensorSpec;

/** Reads one package and believes nothing in it before it is checked: hash, schema against the graph, profile against the schema. */
@ApplicationScoped
class PackageReader {

    private static final long LARGEST_JSON = 16L << 20;

    private final ObjectReader json;
    private final InferenceEngine engine;
    private final RegistryConfig config;

    PackageReader(ObjectMapper mapper, InferenceEngine engine, RegistryConfig config) {
        // A newer training may tell more than this service knows.
        this.json = mapper.reader()
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.engine = engine;
        this.config = config;
    }

    /**
     * Reads, checks and opens one package.
     *
     * @param folder the version's folder
     * @param model  name that the folders give it
     * @throws BrokenPackageException where it cannot be served
     */
    ServedVersion read(Path folder, String model, String version) throws BrokenPackageException {
        ModelVersion description = parse(folder, "model.json", ModelVersion.class);
        require(problems(description, model, version), "model.json");
        ReferenceProfile reference = parse(folder, "reference.json", ReferenceProfile.class);
        require(problems(reference, description), "reference.json");
        byte[] onnx = bytes(folder.resolve("model.onnx"), config.largestGraph().asLongValue());
        String hash = sha256(onnx);
        if (!hash.equals(description.onnxSha256().toLowerCase(Locale.ROOT))) {
            throw new BrokenPackageException(
                    "model.onnx has SHA-256 " + hash + ", model.json names " + description.onnxSha256());
        }
        Graph graph = open(onnx);
        List<String> mismatches = mismatches(graph, description);
        if (!mismatches.isEmpty()) {
            discard(graph);
            throw new BrokenPackageException("model.json does not match the graph: " + String.join("; ", mismatches));
        }
        return new ServedVersion(description, reference, new RowLayout(description.features()), graph, folder);
    }

    /**
     * Reads a model's aliases.
     *
     * @param folder the model's folder
     * @return version by alias; empty where there is no such file
     */
    Map<String, String> aliases(Path folder) throws BrokenPackageException {
        Path file = folder.resolve("aliases.json");
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, String> aliases = json.forType(new TypeReference<TreeMap<String, String>>() {})
                    .readValue(bytes(file, LARGEST_JSON));
            return aliases == null ? Map.of() : aliases;
        } catch (IOException e) {
            throw new BrokenPackageException("aliases.json: " + message(e), e);
        }
    }

    private <T> T parse(Path folder, String name, Class<T> type) throws BrokenPackageException {
        byte[] content = bytes(folder.resolve(name), LARGEST_JSON);
        try {
            T value = json.forType(type).readValue(content);
            if (value == null) {
                throw new BrokenPackageException(name + " holds nothing");
            }
            return value;
        } catch (IOException e) {
            throw new BrokenPackageException(name + ": " + message(e), e);
        }
    }

    private static byte[] bytes(Path file, long largest) throws BrokenPackageException {
        try {
            long size = Files.size(file);
            if (size > largest) {
                throw new BrokenPackageException(
                        file.getFileName() + " has " + size + " bytes, more than " + largest + " allowed");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BrokenPackageException(file.getFileName() + " cannot be read", e);
        }
    }

    private static List<String> problems(ModelVersion it, String model, String version) {
        List<String> problems = new ArrayList<>();
        check(problems, model.equals(it.model()), "model is " + it.model() + ", its folder says " + model);
        check(problems, version.equals(it.version()), "version is " + it.version() + ", its folder says " + version);
        check(problems, it.onnxSha256() != null, "onnxSha256 is missing");
        check(
                problems,
                it.labels() != null
                        && it.labels().size() >= 2
                        && !it.labels().contains(null)
                        && new HashSet<>(it.labels()).size() == it.labels().size(),
                "labels must be two or more different strings");
        check(
                problems,
                it.labels() != null && it.positiveLabel() != null && it.labels().contains(it.positiveLabel()),
                "positiveLabel must be one of the labels");
        check(problems, it.threshold() >= 0 && it.threshold() <= 1, "threshold must be between 0 and 1");
        if (it.features() == null || it.features().isEmpty()) {
            problems.add("features are missing");
            return problems;
        }
        Set<String> names = new HashSet<>();
        for (Feature feature : it.features()) {
            boolean whole = feature != null && feature.name() != null && feature.type() != null;
            check(problems, whole, "a feature lacks its name or type");
            check(problems, !whole || names.add(feature.name()), "a feature name is there twice");
        }
        return problems;
    }

    private static List<String> problems(ReferenceProfile it, ModelVersion description) {
        List<String> problems = new ArrayList<>();
        check(
                problems,
                description.model().equals(it.model()) && description.version().equals(it.version()),
                "it is of " + it.model() + "/" + it.version());
        check(problems, it.score() != null, "score is missing");
        Set<String> profiled = new HashSet<>();
        if (it.features() != null) {
            it.features().stream().map(FeatureReference::name).forEach(profiled::add);
        }
        for (Feature feature : description.features()) {
            check(problems, profiled.contains(feature.name()), "feature " + feature.name() + " is missing");
        }
        return problems;
    }

    private static List<String> mismatches(Graph graph, ModelVersion description) {
        List<String> problems = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Feature feature : description.features()) {
            named.add(feature.name());
            ElementType expected = feature.type() == FeatureType.CATEGORY ? ElementType.BYTES : ElementType.FP32;
            TensorSpec input = graph.input(feature.name()).orElse(null);
            if (input == null) {
                problems.add("feature " + feature.name() + " is no input");
            } else if (input.type() != expected || !isColumn(input.shape())) {
                problems.add("input " + feature.name() + " is " + input.type() + input.shape() + ", not " + expected
                        + "[-1, 1]");
            }
        }
        for (TensorSpec input : graph.inputs()) {
            check(problems, named.contains(input.name()), "input " + input.name() + " is no feature");
        }
        check(problems, graph.output(ServedVersion.LABEL).isPresent(), "there is no output label");
        TensorSpec probabilities = graph.output(ServedVersion.PROBABILITIES).orElse(null);
        int labels = description.labels().size();
        if (probabilities == null) {
            problems.add("there is no output probabilities");
        } else if (probabilities.type() != ElementType.FP32
                || probabilities.shape().size() != 2
                || (probabilities.shape().get(1) != labels
                        && probabilities.shape().get(1) != -1)) {
            problems.add("output probabilities is " + probabilities.type() + probabilities.shape() + ", not FP32[-1, "
                    + labels + "]");
        }
        return problems;
    }

    private static boolean isColumn(List<Long> shape) {
        return shape.size() == 2 && shape.get(0) == -1 && shape.get(1) == 1;
    }

    private Graph open(byte[] onnx) throws BrokenPackageException {
        try {
            return engine.open(onnx);
        } catch (GraphException e) {
            throw new BrokenPackageException("model.onnx: " + e.getMessage(), e);
        }
    }

    static void discard(Graph graph) throws BrokenPackageException {
        try {
            graph.close(Duration.ZERO);
        } catch (GraphException e) {
            throw new BrokenPackageException("the session does not close: " + e.getMessage(), e);
        }
    }

    private static void check(List<String> problems, boolean good, String problem) {
        if (!good) {
            problems.add(problem);
        }
    }

    private static void require(List<String> problems, String file) throws BrokenPackageException {
        if (!problems.isEmpty()) {
            throw new BrokenPackageException(file + ": " + String.join("; ", problems));
        }
    }

    private static String message(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
