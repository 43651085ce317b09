package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.auspex.contracts.model.GraphTensor;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.host.LocalHost;
import dev.auspex.graph.onnx.ClassNames;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.graph.onnx.OpenWidths;
import dev.auspex.graph.worker.WorkerException;

/**
 * Reads a package and trusts nothing in it unchecked: the hash of the graph, the schema against the graph, the profile
 * against the schema.
 */
@ApplicationScoped
public class PackageReader {

    /** File name of the graph in the folder of a version. */
    public static final String GRAPH = "model.onnx";

    /** File name of the schema in a package. */
    public static final String DESCRIPTION = "model.json";

    /** File name of the reference profile in a package. */
    public static final String REFERENCE = "reference.json";

    /** File name of the model card in a package. */
    public static final String CARD = "card.md";

    private static final long LARGEST_JSON = 16L << 20;

    private final ObjectReader json;
    private final PreparationReader preparations;
    private final GraphHost local;
    private final long largestGraph;

    @Inject
    PackageReader(ObjectMapper mapper, InferenceEngine engine, RegistryConfig config) {
        this(mapper, engine, config.largestGraph().asLongValue());
    }

    /** @param largestGraph size of the largest ONNX file that is opened, in bytes */
    public PackageReader(ObjectMapper mapper, InferenceEngine engine, long largestGraph) {
        // Packages of a newer training may have fields that this service does not know.
        this.json = mapper.reader()
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.preparations = new PreparationReader(json);
        this.local = new LocalHost(engine);
        this.largestGraph = largestGraph;
    }

    /**
     * Reads, checks and opens a package.
     *
     * @param folder folder of the version
     * @param model  name of the model, from its folder
     * @throws BrokenPackageException if it cannot be served
     */
    public ServedVersion read(Path folder, String model, String version) throws BrokenPackageException {
        return read(folder, model, version, local);
    }

    /**
     * Does the same as {@link #read(Path, String, String)}, but opens the graph on the given host.
     *
     * @throws BrokenPackageException if it cannot be served
     */
    ServedVersion read(Path folder, String model, String version, GraphHost host) throws BrokenPackageException {
        return read(folder, model, version, description(folder), host);
    }

    /**
     * Does the same as {@link #read(Path, String, String)}, but with another description than that of the package.
     *
     * @param description description that replaces {@code model.json}
     */
    ServedVersion read(Path folder, String model, String version, ModelVersion description, GraphHost host)
            throws BrokenPackageException {
        require(SchemaCheck.problems(description, model, version), DESCRIPTION);
        ReferenceProfile reference = reference(folder);
        require(SchemaCheck.problems(reference, description), REFERENCE);
        return open(folder, Optional.of(reference), description, host);
    }

    /**
     * Opens a bare graph.
     *
     * @param description its schema, if somebody has described it
     * @throws BrokenPackageException if it cannot be served
     */
    public ServedVersion bare(Path folder, String model, String version, Optional<ModelVersion> description)
            throws BrokenPackageException {
        return bare(folder, model, version, description, local);
    }

    /**
     * Does the same as {@link #bare(Path, String, String, Optional)}, but opens the graph on the given host.
     *
     * @throws BrokenPackageException if it cannot be served
     */
    public ServedVersion bare(
            Path folder, String model, String version, Optional<ModelVersion> description, GraphHost host)
            throws BrokenPackageException {
        if (description.isPresent()) {
            require(SchemaCheck.problems(description.get(), model, version), "the description");
            return open(folder, Optional.empty(), description.get(), host);
        }
        byte[] onnx = bytes(folder.resolve(GRAPH), largestGraph);
        Graph graph = open(folder, model + "/" + version, onnx, host);
        refuseWhatNobodyCanAsk(graph);
        return new ServedVersion(undescribed(model, version, sha256(onnx)), null, null, graph, folder);
    }

    /**
     * Refuses a graph that would become ready but could never answer, because the protocol supports only some types: an
     * input that no request can give, or no output that an answer can hold.
     */
    private static void refuseWhatNobodyCanAsk(Graph graph) throws BrokenPackageException {
        Optional<String> input = graph.inputs().stream()
                .filter(it -> !it.type().supported())
                .map(TensorSpec::name)
                .findFirst();
        boolean someOutput = graph.outputs().stream().anyMatch(it -> it.type().supported());
        if (input.isPresent() || !someOutput) {
            discard(graph);
            throw new BrokenPackageException((input.isPresent()
                            ? "no request can send its input " + input.get()
                            : "no response can return its outputs")
                    + ". Sequences, maps, complex numbers and floating-point numbers of 4 or 8 bits are not supported."
                    + " Cast them inside the graph");
        }
    }

    /** Returns the placeholder description of a graph that nobody has described yet. */
    public static ModelVersion undescribed(String model, String version, String onnxSha256) {
        return new ModelVersion(
                model,
                version,
                model + " " + version,
                "A graph without a schema of named features",
                "unknown",
                List.of(),
                List.of(),
                "",
                0.5,
                Map.of(),
                0,
                "",
                onnxSha256,
                Instant.EPOCH);
    }

    /** Reads the description of a package. */
    public ModelVersion description(Path folder) throws BrokenPackageException {
        return parse(folder, DESCRIPTION, ModelVersion.class);
    }

    /** Reads the reference profile of a package. */
    public ReferenceProfile reference(Path folder) throws BrokenPackageException {
        return parse(folder, REFERENCE, ReferenceProfile.class);
    }

    private ServedVersion open(
            Path folder, Optional<ReferenceProfile> reference, ModelVersion description, GraphHost host)
            throws BrokenPackageException {
        byte[] onnx = bytes(folder.resolve(GRAPH), largestGraph);
        String hash = sha256(onnx);
        if (!hash.equals(description.onnxSha256().toLowerCase(Locale.ROOT))) {
            throw new BrokenPackageException(
                    "model.onnx has the SHA-256 " + hash + ", but model.json names " + description.onnxSha256());
        }
        Graph graph = open(folder, description.model() + "/" + description.version(), onnx, host);
        Preparation preparation = null;
        try {
            preparation = preparations.read(folder, graph, host).orElse(null);
            List<String> mismatches =
                    SchemaCheck.mismatches(Signature.of(graph), description, Optional.ofNullable(preparation));
            if (!mismatches.isEmpty()) {
                throw new BrokenPackageException(
                        "model.json does not match the graph: " + String.join("; ", mismatches));
            }
            ServedVersion served = new ServedVersion(
                    description,
                    reference.orElse(null),
                    new RowLayout(description.features()),
                    graph,
                    preparation,
                    folder);
            return served.with(LabelOrder.of(description.labels(), classes(graph, onnx)));
        } catch (BrokenPackageException | RuntimeException e) {
            if (preparation != null) {
                preparation.close();
            }
            discard(graph);
            throw e;
        }
    }

    private static Optional<ClassNames> classes(Graph graph, byte[] onnx) throws BrokenPackageException {
        Optional<GraphTensor> output = ProbabilityOutput.of(Signature.of(graph));
        try {
            return output.isPresent() ? ClassNames.of(onnx, output.get().name()) : Optional.empty();
        } catch (OnnxException e) {
            throw new BrokenPackageException("model.onnx: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the aliases of a model.
     *
     * @param folder folder of the model
     * @return version by alias; empty if there is no such file
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
                throw new BrokenPackageException(name + " is empty");
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
                        file.getFileName() + " has " + size + " bytes; at most " + largest + " are allowed");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BrokenPackageException(file.getFileName() + " cannot be read", e);
        }
    }

    private static Graph open(Path folder, String name, byte[] onnx, GraphHost host) throws BrokenPackageException {
        try {
            return host.open(name, content(folder.resolve(GRAPH), onnx));
        } catch (WorkerException e) {
            throw new BrokenPackageException(e.getMessage(), e);
        } catch (GraphException e) {
            throw new BrokenPackageException("model.onnx: " + EngineWords.of(e), e);
        }
    }

    /** Opens a linear model with the width of its coefficients, whatever width it declares. */
    private static Content content(Path file, byte[] onnx) throws BrokenPackageException {
        try {
            byte[] declared = OpenWidths.declared(onnx);
            return Arrays.equals(declared, onnx) ? Content.of(file, onnx) : Content.of(declared);
        } catch (OnnxException e) {
            throw new BrokenPackageException("model.onnx: " + e.getMessage(), e);
        }
    }

    /** Closes a version that was never served. */
    public static void discard(ServedVersion version) throws BrokenPackageException {
        if (version.preparation() != null) {
            version.preparation().close();
        }
        discard(version.graph());
    }

    private static void discard(Graph graph) throws BrokenPackageException {
        try {
            graph.close(Duration.ZERO);
        } catch (GraphException e) {
            throw new BrokenPackageException("the session cannot be closed: " + e.getMessage(), e);
        }
    }

    private static void require(List<String> problems, String file) throws BrokenPackageException {
        if (!problems.isEmpty()) {
            throw new BrokenPackageException(file + ": " + String.join("; ", problems));
        }
    }

    private static String message(IOException e) {
        return e instanceof JsonProcessingException json ? JsonFault.of(json) : e.getMessage();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
        }
    }
}
