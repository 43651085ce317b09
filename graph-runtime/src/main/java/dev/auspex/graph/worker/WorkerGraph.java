package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.onnx.ControlFlow;
import dev.auspex.graph.onnx.OnnxException;

/**
 * A graph in a tenant's worker. Its declaration is kept here. If its worker has ended, the next request opens it
 * again in the next worker.
 */
final class WorkerGraph implements Graph {

    /** How often its worker may end within {@link #WINDOW} before the graph is blocked for {@link #REST}. */
    private static final int MOST_ENDS = 3;

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration REST = Duration.ofMinutes(1);

    private final TenantHost host;
    private final String name;
    private final Content content;
    private final Declared declared;
    private @Nullable WorkerProcess openedIn;
    private int number;
    private boolean closed;
    private int ends;
    private long firstEnd;
    private long restsUntil;

    WorkerGraph(TenantHost host, String name, Content content) throws GraphException {
        this.host = host;
        this.name = name;
        this.content = content;
        WorkerProcess worker = host.enter();
        try {
            this.declared = open(worker);
        } finally {
            worker.leave();
        }
        host.opened(1);
    }

    @Override
    public List<TensorSpec> inputs() {
        return declared.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return declared.outputs();
    }

    @Override
    public OptionalInt labelsOf(String output) {
        int place = place(output);
        int labels = place < 0 ? -1 : declared.labels()[place];
        return labels < 0 ? OptionalInt.empty() : OptionalInt.of(labels);
    }

    @Override
    public boolean loops() {
        return declared.loops();
    }

    @Override
    public boolean joinable() {
        return declared.joinable();
    }

    @Override
    public TensorRunner tensors(int mostRows) {
        return new WorkerTensorRunner(host, this, mostRows);
    }

    @Override
    public boolean close(Duration wait) throws GraphException {
        WorkerProcess worker;
        boolean first;
        synchronized (this) {
            worker = openedIn;
            openedIn = null;
            first = !closed;
            closed = true;
        }
        try {
            return closeIn(worker, wait);
        } finally {
            if (first) {
                host.opened(-1);
            }
        }
    }

    private boolean closeIn(@Nullable WorkerProcess worker, Duration wait) throws GraphException {
        if (worker == null || !worker.enter()) {
            return true;
        }
        try {
            Connection connection = worker.borrow();
            try {
                return host.ask(
                        worker,
                        connection,
                        this,
                        System.nanoTime()
                                + wait.plus(host.settings().longestOpening()).toNanos(),
                        out -> out.octet(Op.CLOSE.ordinal()).number(number).number(wait.toMillis()),
                        WireReader::flag);
            } finally {
                worker.giveBackIfOpen(connection);
            }
        } catch (IOException e) {
            // The process has ended, and the session with it.
            return true;
        } catch (WorkerException e) {
            return true;
        } finally {
            worker.leave();
        }
    }

    /**
     * Returns the graph's number in a worker, and opens it there first if necessary.
     *
     * @throws WorkerException if it ended its worker too often
     */
    synchronized int in(WorkerProcess worker) throws GraphException {
        if (closed) {
            throw new GraphException("the session is closed");
        }
        if (openedIn != worker) {
            open(worker);
        }
        return number;
    }

    /** Records that its worker ended while it ran. */
    synchronized void blame() {
        long now = System.nanoTime();
        if (ends == 0 || now - firstEnd > WINDOW.toNanos()) {
            ends = 0;
            firstEnd = now;
        }
        ends++;
        if (ends >= MOST_ENDS) {
            restsUntil = now + REST.toNanos();
        }
    }

    /**
     * Refuses to run a blocked graph.
     *
     * @throws WorkerException while the graph is blocked
     */
    synchronized void requireRested() throws WorkerException {
        long left = ends >= MOST_ENDS ? restsUntil - System.nanoTime() : 0;
        if (left > 0) {
            throw new WorkerException(
                    WorkerException.Kind.BLOCKED,
                    "Version " + name + " ended the process that runs it " + ends
                            + " times within ten minutes, so it is paused for a while. Look for inputs that make it"
                            + " use too much"
                            + " memory or time, or upload a version that does not.",
                    Duration.ofNanos(left).plusSeconds(1));
        }
    }

    private Declared open(WorkerProcess worker) throws GraphException {
        requireRested();
        Connection connection = null;
        try {
            byte[] onnx = content.read();
            boolean loops = ControlFlow.in(onnx);
            connection = worker.borrow();
            Opened opened = host.ask(
                    worker,
                    connection,
                    this,
                    System.nanoTime() + host.settings().longestOpening().toNanos(),
                    out -> out.octet(Op.OPEN.ordinal()).flag(loops).bytes(ByteBuffer.wrap(onnx)),
                    WorkerGraph::opened);
            openedIn = worker;
            number = opened.number();
            return opened.declared();
        } catch (IOException | OnnxException e) {
            throw new GraphException(e.getMessage(), e);
        } finally {
            if (connection != null) {
                worker.giveBackIfOpen(connection);
            }
        }
    }

    private static Opened opened(WireReader in) throws IOException {
        int number = in.number();
        List<TensorSpec> inputs = Wire.specs(in);
        List<TensorSpec> outputs = Wire.specs(in);
        int[] labels = new int[outputs.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.number();
            if (labels[i] >= labels.length) {
                throw new WireException("labels at the place " + labels[i]);
            }
        }
        return new Opened(number, new Declared(inputs, outputs, labels, in.flag(), in.flag()));
    }

    @SuppressWarnings("ArrayRecordComponent") // read by place only, never compared
    private record Declared(
            List<TensorSpec> inputs, List<TensorSpec> outputs, int[] labels, boolean loops, boolean joinable) {}

    private record Opened(int number, Declared declared) {}
}
