package dev.auspex.graph.worker;

import java.io.IOException;
import java.time.Duration;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.OutputTooLargeException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/** The graphs of one tenant, in a worker that is started on demand. */
final class TenantHost implements GraphHost {

    private static final Logger LOG = Logger.getLogger(TenantHost.class);
    private static final int LONGEST_MESSAGE = 64 << 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 16;

    private final String tenant;
    private final Workers workers;
    private final WorkerSettings settings;
    private @Nullable WorkerProcess current;
    private int graphs;
    private int ends;
    private long notBefore = System.nanoTime();
    private long lastEnd = System.nanoTime();

    TenantHost(String tenant, Workers workers, WorkerSettings settings) {
        this.tenant = tenant;
        this.workers = workers;
        this.settings = settings;
    }

    WorkerSettings settings() {
        return settings;
    }

    @Override
    public Graph open(String name, Content content) throws GraphException {
        return new WorkerGraph(this, name, content);
    }

    @Override
    public Preparation texts(TextSettings text, Graph graph, Content tokenizer) throws IOException {
        return WorkerPreparation.of(this, WorkerPreparation.Kind.texts(text, graph.inputs(), tokenizer));
    }

    @Override
    public Preparation images(ImageSettings image, Graph graph) throws IOException {
        return WorkerPreparation.of(this, WorkerPreparation.Kind.images(image, graph.inputs()));
    }

    /**
     * Returns a worker and counts one use of it. The caller must end the use with {@link WorkerProcess#leave}.
     *
     * @throws WorkerException if no worker is available now
     */
    synchronized WorkerProcess enter() throws WorkerException {
        if (current != null) {
            if (current.enter()) {
                if (current.alive()) {
                    return current;
                }
                current.leave();
            }
            ended(current, current.reason());
        }
        long wait = notBefore - System.nanoTime();
        if (wait > 0) {
            throw new WorkerException(
                    WorkerException.Kind.LOST,
                    "The process that runs your models ended unexpectedly and is restarting. Try again in a moment.",
                    Duration.ofNanos(wait).plusSeconds(1));
        }
        current = workers.start(tenant);
        if (!current.enter()) {
            throw lost();
        }
        return current;
    }

    /** Counts a graph that was opened or closed. A worker without graphs is ended, so that its memory is released. */
    synchronized void opened(int change) {
        graphs += change;
        if (graphs == 0 && current != null && current.endIfUnused(WorkerProcess.End.IDLE)) {
            ended(current, WorkerProcess.End.IDLE);
        }
    }

    /** Drops a worker that has ended. Only the first call for a worker has an effect. */
    synchronized void ended(WorkerProcess worker, WorkerProcess.End why) {
        if (current != worker) {
            return;
        }
        current = null;
        if (why.blamed()) {
            long now = System.nanoTime();
            ends = now - lastEnd > 2 * settings.longestPause().toNanos() ? 1 : ends + 1;
            lastEnd = now;
            long pause = FIRST_PAUSE.toNanos() << Math.min(ends - 1, MOST_DOUBLINGS);
            notBefore = now + Math.min(pause, settings.longestPause().toNanos());
            LOG.warnf("worker of a tenant ended tenant=%s cause=%s times=%d", tenant, why, ends);
        }
        workers.bury(worker);
    }

    /** Returns the failure of a request whose worker ended while it ran. */
    GraphException failure(WorkerProcess worker, boolean overdue) {
        WorkerProcess.End why = worker.reason();
        if (why.blamed() && worker.firstToTell()) {
            worker.asked().forEach(WorkerGraph::blame);
        }
        ended(worker, why);
        return switch (why) {
            case LATE ->
                overdue
                        ? new RunEndedException(
                                true, "the run continued after its deadline, so its worker was stopped", null)
                        : lost();
            case MEMORY ->
                new RunEndedException(
                        false, "the worker used more than " + (settings.memory() >> 20) + " MiB and was stopped", null);
            default -> lost();
        };
    }

    private static WorkerException lost() {
        return new WorkerException(
                WorkerException.Kind.LOST,
                "The process that runs your models ended during this request. Try again.",
                RETRY);
    }

    /**
     * Sends a request to a worker and reads its answer.
     *
     * @param graph the graph of the request, which is blamed if the worker ends
     * @param end   deadline on the scale of {@link System#nanoTime}; after it the worker is ended
     */
    <T> T ask(
            WorkerProcess worker,
            Connection connection,
            @Nullable WorkerGraph graph,
            long end,
            Request request,
            Answer<T> answer)
            throws GraphException {
        boolean whole = false;
        connection.begin(graph, end);
        try {
            request.write(connection.out());
            connection.out().flush();
            T read = read(connection.in(), answer);
            whole = true;
            return read;
        } catch (RefusedException e) {
            whole = true;
            throw e.refusal();
        } catch (IOException e) {
            // A process that broke the protocol cannot be trusted any more.
            if (e instanceof WireException) {
                LOG.warnf("worker sent an invalid message tenant=%s cause=%s", tenant, e.getMessage());
                worker.end(WorkerProcess.End.CRASHED);
            }
            throw failure(worker, connection.overdue(System.nanoTime()));
        } finally {
            if (!whole) {
                worker.close(connection);
            }
            connection.end();
        }
    }

    private <T> T read(WireReader in, Answer<T> answer) throws IOException {
        Op.Outcome outcome = Op.Outcome.of(in.octet());
        if (outcome == Op.Outcome.DONE) {
            return answer.read(in);
        }
        String message = in.text(LONGEST_MESSAGE);
        throw new RefusedException(
                switch (outcome) {
                    case LATE -> new RunEndedException(true, message, null);
                    case LARGE_RUN -> new RunEndedException(false, message, null);
                    case LARGE_OUTPUT -> new OutputTooLargeException(message, settings.largestOutput());
                    case UNPREPARED -> new UnpreparedException(message, in.text(LONGEST_MESSAGE));
                    case UNREADABLE -> new UnpreparedException("", message);
                    default -> new GraphException(message);
                });
    }

    /** Writes a request. */
    @FunctionalInterface
    interface Request {
        void write(WireWriter out) throws IOException;
    }

    /** Reads an answer. */
    @FunctionalInterface
    interface Answer<T> {
        T read(WireReader in) throws IOException;
    }

    /** Carries a worker's refusal through code that declares only {@link IOException}. */
    private static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        private final GraphException refusal;

        RefusedException(GraphException refusal) {
            super(refusal.getMessage(), refusal);
            this.refusal = refusal;
        }

        GraphException refusal() {
            return refusal;
        }
    }

    /** Thrown when a value or a file cannot be prepared. */
    static final class UnpreparedException extends GraphException {

        private static final long serialVersionUID = 1L;

        private final String code;

        UnpreparedException(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }
}
