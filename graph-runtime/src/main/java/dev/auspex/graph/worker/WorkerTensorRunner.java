package dev.auspex.graph.worker;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.TensorAnswers;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.Values;

/** Runs tensors in a worker, over its own connection. */
final class WorkerTensorRunner implements TensorRunner {

    /** Allowance in bytes for an answer's strings and shapes, which the limit on outputs does not count. */
    private static final long BESIDE = 1 << 20;

    private final TenantHost host;
    private final WorkerGraph graph;
    private final int mostRows;
    private @Nullable WorkerProcess worker;
    private @Nullable Connection connection;
    private volatile long heldBytes;

    WorkerTensorRunner(TenantHost host, WorkerGraph graph, int mostRows) {
        this.host = host;
        this.graph = graph;
        this.mostRows = mostRows;
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    @Override
    public TensorAnswers run(List<TensorCall> calls, Deadline until) throws GraphException {
        graph.requireRested();
        WorkerProcess entered = host.enter();
        try {
            Connection open = connected(entered, until);
            long left = Math.max(0, until.atNanos() - System.nanoTime());
            return host.ask(
                    entered,
                    open,
                    graph,
                    System.nanoTime() + left + host.settings().grace().toNanos(),
                    out -> write(out, calls, left),
                    in -> answers(in, calls));
        } catch (IOException e) {
            throw host.failure(entered, false);
        } finally {
            entered.leave();
        }
    }

    private Connection connected(WorkerProcess entered, Deadline until) throws IOException, GraphException {
        Connection known = connection;
        if (worker == entered && known != null && known.isOpen()) {
            return known;
        }
        close();
        int number = graph.in(entered);
        Connection open = entered.connect();
        worker = entered;
        connection = open;
        host.ask(
                entered,
                open,
                graph,
                Math.max(until.atNanos(), System.nanoTime())
                        + host.settings().grace().toNanos(),
                out -> out.octet(Op.RUNNER.ordinal()).number(number).number(mostRows),
                in -> number);
        return open;
    }

    private static void write(WireWriter out, List<TensorCall> calls, long leftNanos) throws IOException {
        out.octet(Op.RUN.ordinal()).number(calls.size());
        for (TensorCall call : calls) {
            out.number(call.inputs().length);
            for (Values input : call.inputs()) {
                Wire.values(out, input);
            }
            out.number(call.outputs().length);
            for (int output : call.outputs()) {
                out.number(output);
            }
        }
        out.number(leftNanos);
    }

    private TensorAnswers answers(WireReader in, List<TensorCall> calls) throws IOException {
        long inputNanos = in.large();
        long inferNanos = in.large();
        long outputNanos = in.large();
        heldBytes = in.large();
        // An output that all calls share is sent once for each call.
        Wire.Room room = new Wire.Room((host.settings().largestOutput() + BESIDE) * Math.max(1, calls.size()));
        Values[][] outputs = new Values[calls.size()][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = new Values[calls.get(i).outputs().length];
            for (int j = 0; j < outputs[i].length; j++) {
                outputs[i][j] = Wire.values(in, room);
            }
        }
        return new TensorAnswers(outputs, inputNanos, inferNanos, outputNanos);
    }

    @Override
    public void close() {
        if (worker != null && connection != null) {
            worker.close(connection);
        }
        worker = null;
        connection = null;
        heldBytes = 0;
    }
}
