package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Deadline;

/** An opened ONNX graph. Any number of threads may run it at once. */
public final class Graph {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final UnsignedCasts casts;
    private final @Nullable RunWatch watch;
    private final List<TensorSpec> inputs;
    private final List<OutputReader> readers;
    private final List<TensorSpec> outputs;
    /** Runs share it, closing has it alone: a session that is freed while it runs takes the process with it. */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private boolean closed;

    /** @param watch ends runs that take too long; null where the graph has no loops and every run ends by itself */
    Graph(OrtEnvironment environment, OrtSession session, UnsignedCasts casts, @Nullable RunWatch watch)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.casts = casts;
        this.watch = watch;
        this.inputs = specs(session.getInputInfo());
        this.readers = OutputReader.of(session.getOutputInfo());
        this.outputs = readers.stream().map(OutputReader::spec).toList();
    }

    /** Inputs in the order of the graph; one that is no tensor has the type {@link ElementType#UNKNOWN}. */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /**
     * Outputs in the order of the graph, as tensors. An output of maps is there twice: its values as [rows, labels] under its
     * own name, and its labels as [labels] with the suffix {@code .labels}. One that cannot be a tensor has the type
     * {@link ElementType#UNKNOWN}.
     */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    public Optional<TensorSpec> input(String name) {
        return named(inputs, name);
    }

    public Optional<TensorSpec> output(String name) {
        return named(outputs, name);
    }

    /**
     * A runner for rows whose features are inputs of shape [N, 1].
     *
     * @param numbers    names of the FP32 inputs, in the order of {@link Row#numbers()}
     * @param categories names of the string inputs, in the order of {@link Row#categories()}
     * @param output     name of the FP32 output of shape [N, labels]
     * @param mostRows   largest batch that it will run
     */
    public RowRunner rows(List<String> numbers, List<String> categories, String output, int mostRows) {
        return new OrtRowRunner(this, environment, numbers, categories, output, mostRows);
    }

    /**
     * A runner for rows that a {@link Preparation} has prepared.
     *
     * @param padding as {@link Preparation#padding()}
     * @param output  name of the FP32 output of shape [N, labels]
     */
    public RowRunner prepared(long[] padding, String output) {
        return new PreparedRowRunner(this, padding, output);
    }

    /**
     * A runner for rows whose features are the columns of the only input, an FP32 matrix.
     *
     * @param columns  features, in the order of {@link Row#numbers()}
     * @param output   name of the FP32 output of shape [N, labels], or of the maps from label to probability
     * @param labels   labels in the order in which their probabilities are wanted
     * @param mostRows largest batch for which it keeps prepared tensors
     */
    public RowRunner matrix(int columns, String output, List<String> labels, int mostRows) {
        int place = -1;
        Optional<Integer> keys = Optional.empty();
        for (int i = 0; i < readers.size(); i++) {
            OutputReader reader = readers.get(i);
            if (reader.spec().name().equals(output)) {
                place = i;
            } else if (reader.shared() && reader.source().equals(output)) {
                keys = Optional.of(i);
            }
        }
        return new MatrixRowRunner(tensors(mostRows), columns, place, keys, labels);
    }

    /** Whether its inputs decide which of its steps are run, and how often: it has graphs within it, for If, Loop or Scan. */
    public boolean loops() {
        return watch != null;
    }

    /**
     * Whether several requests may be one run, as far as the declaration tells: every input and output has a first dimension of
     * any size, and where these dimensions of the inputs have a name, it is one name that no other dimension has.
     */
    public boolean joinable() {
        // Made-up rows cannot show what a loop does with others.
        boolean byRow = !loops()
                && !inputs.isEmpty()
                && inputs.stream().allMatch(Graph::openRows)
                && readers.stream().allMatch(reader -> reader.byRow() || reader.shared());
        if (!byRow) {
            return false;
        }
        String name = inputs.getFirst().symbols().getFirst();
        return inputs.stream().allMatch(spec -> spec.symbols().getFirst().equals(name))
                && (name.isEmpty()
                        || (inputs.stream().noneMatch(spec -> again(spec, name))
                                && outputs.stream().noneMatch(spec -> again(spec, name))));
    }

    private static boolean openRows(TensorSpec spec) {
        return spec.type().supported()
                && !spec.shape().isEmpty()
                && spec.shape().getFirst() == -1;
    }

    /** Whether a dimension other than the first has the name. */
    private static boolean again(TensorSpec spec, String name) {
        return spec.symbols().lastIndexOf(name) > 0;
    }

    /**
     * A runner for tensors.
     *
     * @param mostRows rows for which it keeps prepared tensors; it runs more as well
     */
    public TensorRunner tensors(int mostRows) {
        return new OrtTensorRunner(this, environment, casts, readers, mostRows);
    }

    /**
     * Frees the session once nothing runs in it any more.
     *
     * @param wait longest time to wait for that
     * @return whether it is closed
     * @throws GraphException where the engine fails to free it
     */
    public boolean close(Duration wait) throws GraphException {
        try {
            if (!inUse.writeLock().tryLock(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
            return true;
        } catch (OrtException e) {
            throw new GraphException(e.getMessage(), e);
        } finally {
            inUse.writeLock().unlock();
        }
    }

    <T> T using(Use<T> use) throws GraphException {
        inUse.readLock().lock();
        try {
            if (closed) {
                throw new GraphException("the session is closed");
            }
            return use.of(session);
        } catch (OrtException e) {
            throw new GraphException(e.getMessage(), e);
        } finally {
            inUse.readLock().unlock();
        }
    }

    /** One run in {@link #using}; a graph with loops is ended shortly after the deadline, any other runs to its end. */
    OrtSession.Result run(OrtSession open, Map<String, OnnxTensor> given, Set<String> asked, Deadline until)
            throws OrtException, RunEndedException {
        return watch == null ? open.run(given, asked) : watch.run(open, given, asked, until);
    }

    private static List<TensorSpec> specs(Map<String, NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        nodes.forEach((name, node) -> specs.add(
                node.getInfo() instanceof TensorInfo tensor
                        ? TensorSpec.of(name, tensor)
                        : new TensorSpec(name, ElementType.UNKNOWN, List.of(), List.of())));
        return List.copyOf(specs);
    }

    private static Optional<TensorSpec> named(List<TensorSpec> specs, String name) {
        return specs.stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    /** Something done with the open session. */
    @FunctionalInterface
    interface Use<T> {
        T of(OrtSession session) throws OrtException, GraphException;
    }
}
