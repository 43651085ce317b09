package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.OutputTooLargeException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.engine.TensorAnswers;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorRunner;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;
import dev.auspex.graph.image.ImagePreparation;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextPreparation;
import dev.auspex.graph.text.TextSettings;

/** One connection of a worker, on its own thread: a request, its answer, the next request. */
final class WorkerSession implements Runnable {

    private static final int MOST_CALLS = 1 << 20;
    private static final int LONGEST_MESSAGE = 8 << 10;

    private final SocketChannel channel;
    private final byte[] token;
    private final WorkerGraphs open;
    private final WireReader in;
    private final WireWriter out;
    private TensorRunner runner;

    WorkerSession(SocketChannel channel, byte[] token, WorkerGraphs open) {
        this.channel = channel;
        this.token = token.clone();
        this.open = open;
        this.in = new WireReader(channel);
        this.out = new WireWriter(channel);
    }

    @Override
    public void run() {
        try (channel) {
            if (!MessageDigest.isEqual(in.bytes(token.length).array(), token)) {
                return;
            }
            while (in.awaits()) {
                answer(Op.of(in.octet()));
                out.flush();
            }
        } catch (IOException e) {
            // The parent notices the end of the connection, and no one else needs to know.
            System.err.println("connection ended: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            // A Java virtual machine exits by itself, a native executable does not.
            Runtime.getRuntime().halt(3);
        } finally {
            if (runner != null) {
                runner.close();
            }
        }
    }

    private void answer(Op op) throws IOException {
        try {
            switch (op) {
                case OPEN -> open();
                case CLOSE -> close();
                case RUNNER -> runner();
                case RUN -> run(calls(), new Deadline(System.nanoTime() + in.large()));
                case TEXTS -> texts();
                case IMAGES -> images();
                case PREPARE -> prepare();
                case FORGET -> {
                    open.forgetPreparation(in.number());
                    out.octet(Op.Outcome.DONE.ordinal());
                }
            }
        } catch (OutputTooLargeException e) {
            refused(Op.Outcome.LARGE_OUTPUT, e.output());
        } catch (RunEndedException e) {
            refused(e.late() ? Op.Outcome.LATE : Op.Outcome.LARGE_RUN, e.getMessage());
        } catch (GraphException e) {
            refused(Op.Outcome.REFUSED, e.getMessage());
        }
    }

    private void refused(Op.Outcome outcome, String message) throws IOException {
        String told = String.valueOf(message);
        out.octet(outcome.ordinal()).text(told.length() > LONGEST_MESSAGE ? told.substring(0, LONGEST_MESSAGE) : told);
    }

    private void open() throws IOException, GraphException {
        Graph graph = opened();
        out.octet(Op.Outcome.DONE.ordinal()).number(open.keep(graph));
        Wire.specs(out, graph.inputs());
        Wire.specs(out, graph.outputs());
        for (TensorSpec output : graph.outputs()) {
            OptionalInt labels = graph.labelsOf(output.name());
            out.number(labels.orElse(-1));
        }
        out.flag(graph.loops()).flag(graph.joinable());
    }

    /** Reads the graph into off-heap memory, so that the heap need not hold the largest graph. */
    private Graph opened() throws IOException, GraphException {
        boolean loops = in.flag();
        int size = in.count(Integer.MAX_VALUE);
        ByteBuf onnx = Unpooled.directBuffer(size, size);
        try {
            ByteBuffer content = onnx.nioBuffer(0, size);
            in.into(content);
            return open.open(content.flip(), loops);
        } finally {
            onnx.release();
        }
    }

    private void close() throws IOException, GraphException {
        int number = in.number();
        Duration wait = Duration.ofMillis(in.large());
        boolean closed = open.graph(number).close(wait);
        if (closed) {
            open.forgetGraph(number);
        }
        out.octet(Op.Outcome.DONE.ordinal()).flag(closed);
    }

    private void runner() throws IOException, GraphException {
        int number = in.number();
        int mostRows = in.count(MOST_CALLS);
        if (runner != null) {
            throw new WireException("a connection has one runner");
        }
        runner = open.graph(number).tensors(mostRows);
        out.octet(Op.Outcome.DONE.ordinal());
    }

    /** Reads the calls. The parent process has checked their sizes. */
    private List<TensorCall> calls() throws IOException {
        int count = in.count(MOST_CALLS);
        List<TensorCall> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Values[] inputs = new Values[in.count(Wire.MOST_TENSORS)];
            for (int j = 0; j < inputs.length; j++) {
                inputs[j] = Wire.values(in, new Wire.Room(Long.MAX_VALUE));
            }
            int[] outputs = new int[in.count(Wire.MOST_TENSORS)];
            for (int j = 0; j < outputs.length; j++) {
                outputs[j] = in.number();
            }
            calls.add(new TensorCall(inputs, outputs));
        }
        return calls;
    }

    private void run(List<TensorCall> calls, Deadline until) throws IOException, GraphException {
        if (runner == null) {
            throw new WireException("no runner");
        }
        TensorAnswers answers = runner.run(calls, until);
        out.octet(Op.Outcome.DONE.ordinal())
                .number(answers.inputNanos())
                .number(answers.inferNanos())
                .number(answers.outputNanos())
                .number(runner.heldBytes());
        for (Values[] outputs : answers.outputs()) {
            for (Values output : outputs) {
                Wire.values(out, output);
            }
        }
    }

    private void texts() throws IOException {
        TextSettings settings =
                new TextSettings(in.text(Wire.MOST_NAME_BYTES), in.text(Wire.MOST_NAME_BYTES), in.number(), in.large());
        List<TensorSpec> inputs = Wire.specs(in);
        byte[] tokenizer = in.bytes(in.count(Integer.MAX_VALUE)).array();
        prepared(() -> new TextPreparation(settings, inputs, tokenizer));
    }

    private void images() throws IOException {
        ImageSettings settings = ImageWire.settings(in);
        List<TensorSpec> inputs = Wire.specs(in);
        prepared(() -> new ImagePreparation(settings, inputs));
    }

    private void prepared(Making making) throws IOException {
        Preparation made;
        try {
            made = making.make();
        } catch (IOException e) {
            refused(Op.Outcome.UNREADABLE, e.getMessage());
            return;
        }
        out.octet(Op.Outcome.DONE.ordinal()).number(open.keep(made));
        Wire.spec(out, made.given());
        Wire.longs(out, made.padding());
        Wire.texts(out, made.samples());
    }

    private void prepare() throws IOException, GraphException {
        int number = in.number();
        String value = in.text(Integer.MAX_VALUE);
        try {
            Preparation.Prepared prepared = open.preparation(number).prepare(value);
            out.octet(Op.Outcome.DONE.ordinal()).number(prepared.inputs().length);
            for (Values input : prepared.inputs()) {
                Wire.values(out, input);
            }
            Wire.notices(out, prepared.notices());
        } catch (PreparationException e) {
            out.octet(Op.Outcome.UNPREPARED.ordinal()).text(e.code()).text(e.getMessage());
        }
    }

    /** Creates a preparation from a package's files. */
    @FunctionalInterface
    private interface Making {
        Preparation make() throws IOException;
    }
}
