package dev.auspex.graph.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jboss.logging.Logger;

import dev.auspex.graph.host.GraphHost;

/**
 * The workers of all tenants: one for each tenant with requests, up to a maximum number and a maximum total
 * of memory. A watch thread checks them regularly, and ends any that takes too long, uses too much memory,
 * or gets no more requests.
 */
public final class Workers implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /**
     * A worker makes room for another only after this long without a request. Otherwise two tenants would keep
     * ending each other's workers.
     */
    private static final long LEAST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final WorkerProgram program;
    private final WorkerSettings settings;
    private final Map<String, TenantHost> hosts = new ConcurrentHashMap<>();
    private final Set<WorkerProcess> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService undertaker = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread watch;
    private volatile boolean stopped;
    private int starting;

    public Workers(WorkerProgram program, WorkerSettings settings) {
        this.program = program;
        this.settings = settings;
        this.watch = Thread.ofPlatform().name("worker-watch").daemon().start(this::watch);
    }

    /** Returns the host of a tenant's graphs. */
    public GraphHost of(String tenant) {
        return hosts.computeIfAbsent(tenant, name -> new TenantHost(name, this, settings));
    }

    /** Returns the number of running workers. */
    public int count() {
        return running.size();
    }

    /** Returns the memory that all workers use now, in bytes. */
    public long residentBytes() {
        return running.stream().mapToLong(WorkerProcess::residentBytes).sum();
    }

    /** Returns the process ids of a tenant's workers. */
    public List<Long> pids(String tenant) {
        return running.stream()
                .filter(worker -> worker.tenant().equals(tenant))
                .map(WorkerProcess::pid)
                .toList();
    }

    /** Ends all workers. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(watch);
        running.forEach(worker -> worker.end(WorkerProcess.End.STOPPED));
        running.forEach(WorkerProcess::bury);
        running.clear();
        undertaker.shutdown();
    }

    /**
     * Starts a worker.
     *
     * @throws WorkerException if there is no room for it, or it does not start
     */
    WorkerProcess start(String tenant) throws WorkerException {
        takeRoom();
        try {
            WorkerProcess worker = WorkerProcess.start(tenant, program, settings);
            running.add(worker);
            if (stopped) {
                worker.end(WorkerProcess.End.STOPPED);
            }
            LockSupport.unpark(watch);
            return worker;
        } catch (IOException e) {
            LOG.errorf("worker did not start tenant=%s cause=%s", tenant, e.getMessage());
            throw new WorkerException(
                    WorkerException.Kind.LOST,
                    "The process that runs your models cannot start. Try again in a moment.",
                    RETRY);
        } finally {
            synchronized (this) {
                starting--;
            }
        }
    }

    private synchronized void takeRoom() throws WorkerException {
        while (running.size() + starting >= settings.most() || residentBytes() >= settings.memoryInAll()) {
            if (!endOldest()) {
                throw new WorkerException(
                        WorkerException.Kind.BUSY,
                        "All processes for the models of tenants are in use. Try again in a moment.",
                        RETRY);
            }
        }
        starting++;
    }

    /** Ends the worker that has been idle for longest. Returns false if all of them are in use. */
    private boolean endOldest() {
        long now = System.nanoTime();
        List<WorkerProcess> oldestFirst = running.stream()
                .filter(worker -> worker.idleNanos(now) > LEAST_REST_NANOS)
                .sorted(Comparator.comparingLong((WorkerProcess worker) -> worker.idleNanos(now))
                        .reversed())
                .toList();
        for (WorkerProcess worker : oldestFirst) {
            if (worker.endIfUnused(WorkerProcess.End.ROOM)) {
                bury(worker);
                return true;
            }
        }
        return false;
    }

    /**
     * Drops a worker that has ended by itself, unless it is in use, because its users notice the end themselves. This
     * does not run on the watch thread, which must never wait.
     */
    private void forget(WorkerProcess worker) {
        TenantHost host = hosts.get(worker.tenant());
        if (host != null && !worker.used() && !stopped) {
            undertaker.execute(() -> host.ended(worker, worker.reason()));
        }
    }

    /** Removes a worker from the list and frees its resources on another thread. */
    void bury(WorkerProcess worker) {
        if (running.remove(worker) && !stopped) {
            undertaker.execute(worker::bury);
        }
    }

    private void watch() {
        while (!stopped) {
            boolean asked = false;
            try {
                asked = look();
            } catch (RuntimeException e) {
                // The limits hold only as long as this thread runs.
                LOG.error("workers could not be checked", e);
            }
            LockSupport.parkNanos(asked ? LOOK_NANOS : REST_NANOS);
        }
    }

    /** Checks all workers. Returns whether one of them was used recently, so that the next check should come soon. */
    private boolean look() {
        long now = System.nanoTime();
        boolean asked = false;
        long all = 0;
        for (WorkerProcess worker : running) {
            asked |= worker.idleNanos(now) < LEAST_REST_NANOS;
            if (!worker.alive()) {
                forget(worker);
                continue;
            }
            long resident = worker.residentBytes();
            all += resident;
            if (resident > settings.memory()) {
                worker.end(WorkerProcess.End.MEMORY);
            } else if (worker.connections().stream().anyMatch(connection -> connection.overdue(now))) {
                worker.end(WorkerProcess.End.LATE);
            } else if (worker.idleNanos(now) > settings.idle().toNanos()
                    && worker.endIfUnused(WorkerProcess.End.IDLE)) {
                bury(worker);
            }
        }
        if (all > settings.memoryInAll() && !endOldest()) {
            running.stream()
                    .max(Comparator.comparingLong(WorkerProcess::residentBytes))
                    .ifPresent(largest -> largest.end(WorkerProcess.End.MEMORY));
        }
        return asked;
    }
}
