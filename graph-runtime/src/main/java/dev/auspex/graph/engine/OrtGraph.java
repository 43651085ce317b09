package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

/** A graph that ONNX Runtime has opened in this process. */
final class OrtGraph implements Graph {

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final UnsignedCasts casts;
    private final @Nullable RunWatch watch;
    private final boolean loops;
    private final long largestOutput;
    private final List<TensorSpec> inputs;
    private final List<OutputReader> readers;
    private final List<TensorSpec> outputs;
    /**
     * Runs share this lock and {@link #close} takes it exclusively, because freeing a session while it
     * runs crashes the process.
     */
    private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

    private boolean closed;

    /**
     * @param watch         ends runs that take too long; null if every run ends by itself
     * @param loops         whether the graph has subgraphs
     * @param largestOutput maximum bytes of all outputs of one run
     */
    OrtGraph(
            OrtEnvironment environment,
            OrtSession session,
            UnsignedCasts casts,
            @Nullable RunWatch watch,
            boolean loops,
            long largestOutput)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.casts = casts;
        this.watch = watch;
        this.loops = loops;
        this.largestOutput = largestOutput;
        this.inputs = specs(session.getInputInfo());
        this.readers = OutputReader.of(session.getOutputInfo());
        this.outputs = readers.stream().map(OutputReader::spec).toList();
    }

    @Override
    public List<TensorSpec> inputs() {
        return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
        return outputs;
    }

    @Override
    public OptionalInt labelsOf(String output) {
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i).shared() && readers.get(i).source().equals(output)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** Returns a runner whose number buffers the engine reads in place and that are kept between runs. */
    @Override
    public RowRunner rows(List<String> numbers, List<String> categories, String output, int mostRows) {
        return new OrtRowRunner(this, environment, numbers, categories, output, mostRows);
    }

    @Override
    public boolean loops() {
        return loops;
    }

    @Override
    public boolean joinable() {
        // Made-up rows cannot show what a loop does with other rows.
        boolean byRow = !loops
                && !inputs.isEmpty()
                && inputs.stream().allMatch(OrtGraph::openRows)
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

    /** Returns whether a dimension other than the first has the name. */
    private static boolean again(TensorSpec spec, String name) {
        return spec.symbols().lastIndexOf(name) > 0;
    }

    @Override
    public TensorRunner tensors(int mostRows) {
        return new OrtTensorRunner(this, environment, casts, readers, mostRows);
    }

    @Override
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

    /** Returns the room for the outputs of one run. */
    OutputRoom room() {
        return new OutputRoom(largestOutput);
    }

    /** Executes one run within {@link #using}. If there is a watch, it ends the run shortly after the deadline. */
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

    /** An operation on the open session. */
    @FunctionalInterface
    interface Use<T> {
        T of(OrtSession session) throws OrtException, GraphException;
    }
}
