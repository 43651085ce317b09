package dev.auspex.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.publish.PackageWriter;

/** What the model service asks of a package before it serves it ({@code PackageReader} there), said once more. */
final class ServedPackage {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ServedPackage() {}

    /** All that the service would refuse. */
    static List<String> problems(Path folder, String model, String version) throws IOException, OrtException {
        List<String> problems = new ArrayList<>();
        ModelVersion it = JSON.readValue(folder.resolve("model.json").toFile(), ModelVersion.class);
        ReferenceProfile reference =
                JSON.readValue(folder.resolve("reference.json").toFile(), ReferenceProfile.class);
        byte[] onnx = Files.readAllBytes(folder.resolve("model.onnx"));
        check(problems, model.equals(it.model()) && version.equals(it.version()), "name or version");
        check(problems, PackageWriter.sha256(onnx).equals(it.onnxSha256()), "hash");
        check(
                problems,
                it.labels().size() >= 2
                        && new HashSet<>(it.labels()).size() == it.labels().size(),
                "labels");
        check(problems, it.labels().contains(it.positiveLabel()), "positive label");
        check(problems, it.threshold() >= 0 && it.threshold() <= 1, "threshold");
        Set<String> names = new HashSet<>();
        it.features().forEach(feature -> check(problems, names.add(feature.name()), "twice: " + feature.name()));
        check(problems, !names.isEmpty(), "no features");

        check(problems, model.equals(reference.model()) && version.equals(reference.version()), "profile's name");
        check(problems, reference.score() != null, "profile of the score");
        Set<String> profiled = new HashSet<>();
        reference.features().stream().map(FeatureReference::name).forEach(profiled::add);
        check(problems, profiled.containsAll(names), "profile of features");

        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx)) {
            Map<String, String> expected = new TreeMap<>();
            for (Feature feature : it.features()) {
                boolean category = feature.type() == FeatureType.CATEGORY;
                expected.put(feature.name(), (category ? OnnxJavaType.STRING : OnnxJavaType.FLOAT) + " [-1, 1]");
            }
            check(problems, expected.equals(tensors(session.getInputInfo())), "inputs " + session.getInputInfo());
            Map<String, String> outputs = tensors(session.getOutputInfo());
            check(problems, outputs.containsKey("label"), "no label");
            check(
                    problems,
                    ("FLOAT [-1, " + it.labels().size() + "]").equals(outputs.get("probabilities")),
                    "probabilities " + outputs);
        }
        return problems;
    }

    private static Map<String, String> tensors(Map<String, NodeInfo> infos) {
        Map<String, String> tensors = new TreeMap<>();
        infos.forEach((name, info) -> {
            TensorInfo tensor = (TensorInfo) info.getInfo();
            tensors.put(name, tensor.type + " " + Arrays.toString(tensor.getShape()));
        });
        return tensors;
    }

    private static void check(List<String> problems, boolean good, String problem) {
        if (!good) {
            problems.add(problem);
        }
    }
}
