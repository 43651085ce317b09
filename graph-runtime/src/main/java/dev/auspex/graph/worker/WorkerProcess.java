package dev.auspex.graph.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A running worker of one tenant. */
final class WorkerProcess {

    private static final Logger LOG = Logger.getLogger(WorkerProcess.class);
    private static final long PAGE = 4096;
    private static final int ENDED = -1;
    private static final int KEPT_CONNECTIONS = 8;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final String tenant;
    private final WorkerSettings settings;
    private final Path work;
    private final byte[] token = new byte[WorkerCommand.TOKEN_BYTES];
    private final Process process;
    private final EngineLines lines;
    private final Path memory;
    /** Number of uses in progress; -1 once no more are accepted. */
    private final AtomicInteger uses = new AtomicInteger();

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Queue<Connection> spare = new ArrayDeque<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long lastUse = System.nanoTime();
    private volatile @Nullable End endedFor;

    private WorkerProcess(
            String tenant, WorkerSettings settings, Path work, Process process, EngineLines lines, Path memory) {
        this.tenant = tenant;
        this.settings = settings;
        this.work = work;
        this.process = process;
        this.lines = lines;
        this.memory = memory;
    }

    /**
     * Starts a worker and waits until it listens.
     *
     * @throws IOException if it does not start
     */
    static WorkerProcess start(String tenant, WorkerProgram program, WorkerSettings settings) throws IOException {
        Path work = WorkFolder.create();
        Process process = null;
        try {
            long began = System.nanoTime();
            Path socket = work.resolve("s");
            ProcessBuilder builder = program.process(
                    work,
                    List.of(),
                    settings.heap(),
                    settings.memory(),
                    List.of(WorkerCommand.NAME, socket.toString()));
            process = builder.redirectErrorStream(true).start();
            EngineLines lines = new EngineLines(tenant, process.getInputStream());
            byte[] token = new byte[WorkerCommand.TOKEN_BYTES];
            new SecureRandom().nextBytes(token);
            tell(process.getOutputStream(), token, settings);
            if (!lines.awaitReady(settings.start())) {
                throw new IOException(
                        "a worker did not start within " + settings.start().toMillis() + " ms: " + lines.last());
            }
            WorkerProcess worker = new WorkerProcess(tenant, settings, work, process, lines, program.memoryOf(process));
            System.arraycopy(token, 0, worker.token, 0, token.length);
            LOG.infof(
                    "worker started tenant=%s pid=%d millis=%d",
                    tenant, process.pid(), (System.nanoTime() - began) / 1_000_000);
            return worker;
        } catch (IOException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            WorkFolder.delete(work);
            throw e;
        }
    }

    /**
     * Sends the settings on standard input, which stays open. If it closes, this process has ended, and
     * the worker exits as well.
     */
    private static void tell(OutputStream in, byte[] token, WorkerSettings settings) throws IOException {
        String told = String.join(
                "\n",
                HexFormat.of().formatHex(token),
                Integer.toString(settings.threads()),
                Boolean.toString(settings.memoryArena()),
                "50",
                Long.toString(settings.largestOutput()),
                "");
        in.write(told.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    long pid() {
        return process.pid();
    }

    String tenant() {
        return tenant;
    }

    /** Counts a use. Returns false if the worker has ended or is being ended, so that another one must be started. */
    boolean enter() {
        int before = uses.getAndUpdate(now -> now == ENDED ? ENDED : now + 1);
        return before != ENDED;
    }

    void leave() {
        lastUse = System.nanoTime();
        uses.getAndUpdate(now -> now == ENDED ? ENDED : now - 1);
    }

    boolean usable() {
        return uses.get() != ENDED && process.isAlive();
    }

    boolean used() {
        return uses.get() > 0;
    }

    long idleNanos(long now) {
        return used() ? 0 : Math.max(0, now - lastUse);
    }

    long lastUse() {
        return lastUse;
    }

    /** Returns the resident memory in bytes, or 0 if the process has ended or the system does not report it. */
    long residentBytes() {
        try {
            return Long.parseLong(Files.readString(memory).split(" ")[1]) * PAGE;
        } catch (IOException | ArrayIndexOutOfBoundsException | NumberFormatException goneMeanwhile) {
            return 0;
        }
    }

    /** Opens a connection that the caller keeps. */
    Connection connect() throws IOException {
        Connection connection = new Connection(work.resolve("s"), token);
        connections.add(connection);
        return connection;
    }

    /** Returns a connection for one request. */
    Connection borrow() throws IOException {
        synchronized (spare) {
            Connection connection = spare.poll();
            if (connection != null) {
                return connection;
            }
        }
        return connect();
    }

    void giveBack(Connection connection) {
        synchronized (spare) {
            if (spare.size() < KEPT_CONNECTIONS) {
                spare.add(connection);
                return;
            }
        }
        close(connection);
    }

    /** Returns a connection to the pool, unless it was closed because its answer was incomplete. */
    void giveBackIfOpen(Connection connection) {
        if (connection.isOpen()) {
            giveBack(connection);
        }
    }

    void close(Connection connection) {
        connections.remove(connection);
        connection.close();
    }

    Set<Connection> connections() {
        return connections;
    }

    /** Returns the graphs with a request in progress. */
    List<WorkerGraph> asked() {
        List<WorkerGraph> asked = new ArrayList<>();
        for (Connection connection : connections) {
            WorkerGraph graph = connection.asked();
            if (graph != null && !asked.contains(graph)) {
                asked.add(graph);
            }
        }
        return asked;
    }

    /** Ends the worker if it is not in use. Returns false if it is. */
    boolean endIfUnused(End why) {
        if (!uses.compareAndSet(0, ENDED)) {
            return false;
        }
        end(why);
        return true;
    }

    /** Ends the worker, whatever it does. The first reason counts. */
    void end(End why) {
        synchronized (this) {
            if (endedFor == null) {
                endedFor = why;
            }
        }
        uses.set(ENDED);
        process.destroyForcibly();
    }

    /** Returns whether this is the first report of its end, because one end counts as one fault. */
    boolean firstToTell() {
        return told.compareAndSet(false, true);
    }

    /** Waits for the worker's end after a connection broke, and returns the reason. */
    End reason() {
        try {
            if (!process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                end(End.CRASHED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end(End.CRASHED);
        End why = endedFor;
        return why == null ? End.CRASHED : why;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Frees the resources of a worker that has ended or is about to end. */
    void bury() {
        end(End.CRASHED);
        try {
            if (!process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("worker did not end pid=%d", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::close);
        connections.clear();
        WorkFolder.delete(work);
        LOG.infof(
                "worker ended tenant=%s pid=%d cause=%s exit=%s said=%s",
                tenant, process.pid(), endedFor, process.isAlive() ? "none" : process.exitValue(), lines.last());
    }

    /** The reason why a worker ended. */
    enum End {
        IDLE,
        ROOM,
        STOPPED,
        MEMORY,
        LATE,
        CRASHED;

        /** Returns whether the graphs that it ran are to blame. */
        boolean blamed() {
            return this == MEMORY || this == LATE || this == CRASHED;
        }
    }
}
