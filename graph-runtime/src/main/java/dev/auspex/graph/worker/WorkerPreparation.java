package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.FeatureType;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/** Prepares texts or images in a tenant's worker. */
final class WorkerPreparation implements Preparation {

    private static final int MOST_SAMPLES = 64;
    /** An image of 1,024 times 1,024 points in three colours has 12 MiB. */
    private static final long LARGEST = 64L << 20;

    private final TenantHost host;
    private final Kind kind;
    private final Declared declared;
    private @Nullable WorkerProcess openedIn;
    private int number;
    private boolean closed;

    private WorkerPreparation(TenantHost host, Kind kind) throws GraphException, IOException {
        this.host = host;
        this.kind = kind;
        WorkerProcess worker = host.enter();
        try {
            this.declared = open(worker);
        } finally {
            worker.leave();
        }
    }

    static WorkerPreparation of(TenantHost host, Kind kind) throws IOException {
        try {
            return new WorkerPreparation(host, kind);
        } catch (GraphException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public FeatureType type() {
        return kind.type();
    }

    @Override
    public TensorSpec given() {
        return declared.given();
    }

    @Override
    public long[] padding() {
        return declared.padding().clone();
    }

    @Override
    public List<String> samples() {
        return declared.samples();
    }

    @Override
    public Prepared prepare(String value) throws PreparationException {
        WorkerProcess worker = null;
        try {
            worker = host.enter();
            int known = in(worker);
            Connection connection = worker.borrow();
            try {
                return host.ask(
                        worker,
                        connection,
                        null,
                        System.nanoTime() + host.settings().longestReading().toNanos(),
                        out -> out.octet(Op.PREPARE.ordinal()).number(known).text(value),
                        WorkerPreparation::prepared);
            } finally {
                worker.giveBackIfOpen(connection);
            }
        } catch (TenantHost.UnpreparedException e) {
            throw new PreparationException(e.code(), e.getMessage());
        } catch (GraphException e) {
            throw new PreparationException(PreparationException.UNAVAILABLE, e.getMessage());
        } catch (IOException e) {
            throw new PreparationException(
                    PreparationException.UNAVAILABLE, "The files of this version cannot be read.");
        } finally {
            if (worker != null) {
                worker.leave();
            }
        }
    }

    @Override
    public void close() {
        WorkerProcess worker;
        synchronized (this) {
            worker = openedIn;
            openedIn = null;
            closed = true;
        }
        if (worker == null || !worker.enter()) {
            return;
        }
        try {
            Connection connection = worker.borrow();
            try {
                host.ask(
                        worker,
                        connection,
                        null,
                        System.nanoTime() + host.settings().longestReading().toNanos(),
                        out -> out.octet(Op.FORGET.ordinal()).number(number),
                        in -> true);
            } finally {
                worker.giveBackIfOpen(connection);
            }
        } catch (GraphException | IOException goneMeanwhile) {
            // With the process, the preparation is gone.
            return;
        } finally {
            worker.leave();
        }
    }

    private synchronized int in(WorkerProcess worker) throws GraphException, IOException, PreparationException {
        if (closed) {
            throw new PreparationException(
                    PreparationException.CLOSED, "This version is being unloaded. Try again in a moment.");
        }
        if (openedIn != worker) {
            open(worker);
        }
        return number;
    }

    private Declared open(WorkerProcess worker) throws GraphException, IOException {
        Connection connection = worker.borrow();
        try {
            byte[] file = kind.file() == null ? new byte[0] : kind.file().read();
            Opened opened = host.ask(
                    worker,
                    connection,
                    null,
                    System.nanoTime() + host.settings().longestOpening().toNanos(),
                    out -> kind.write(out, file),
                    in -> new Opened(
                            in.number(), new Declared(Wire.spec(in), Wire.longs(in), Wire.texts(in, MOST_SAMPLES))));
            openedIn = worker;
            number = opened.number();
            return opened.declared();
        } finally {
            worker.giveBackIfOpen(connection);
        }
    }

    private static Prepared prepared(WireReader in) throws IOException {
        Wire.Room room = new Wire.Room(LARGEST);
        Values[] inputs = new Values[in.count(Wire.MOST_TENSORS)];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Wire.values(in, room);
        }
        return new Prepared(inputs, Wire.notices(in));
    }

    /** What is prepared, and how that is told to a worker. */
    record Kind(FeatureType type, @Nullable Content file, Telling telling) {

        static Kind texts(TextSettings settings, List<TensorSpec> inputs, Content tokenizer) {
            return new Kind(FeatureType.TEXT, tokenizer, (out, file) -> {
                out.octet(Op.TEXTS.ordinal())
                        .text(settings.feature())
                        .text(settings.tokenizer())
                        .number(settings.tokens())
                        .number(settings.padToken());
                Wire.specs(out, inputs);
                out.bytes(ByteBuffer.wrap(file));
            });
        }

        static Kind images(ImageSettings settings, List<TensorSpec> inputs) {
            return new Kind(FeatureType.IMAGE, null, (out, file) -> {
                out.octet(Op.IMAGES.ordinal());
                ImageWire.settings(out, settings);
                Wire.specs(out, inputs);
            });
        }

        void write(WireWriter out, byte[] content) throws IOException {
            telling.tell(out, content);
        }
    }

    /** Tells a worker what to prepare. */
    @FunctionalInterface
    interface Telling {
        void tell(WireWriter out, byte[] file) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Declared(TensorSpec given, long[] padding, List<String> samples) {

        Declared {
            padding = Arrays.copyOf(padding, padding.length);
        }
    }

    private record Opened(int number, Declared declared) {}
}
