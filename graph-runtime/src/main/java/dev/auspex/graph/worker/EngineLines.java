package dev.auspex.graph.worker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * Reads what a worker prints, which a graph may influence. Reads it as it arrives so that the worker never blocks,
 * limits the length and number of lines, and removes characters that could end a log line or begin another. The lines
 * may contain input values, so they are logged only at DEBUG.
 */
final class EngineLines {

    private static final Logger LOG = Logger.getLogger(EngineLines.class);
    private static final int LONGEST = 300;
    private static final int MOST_A_MINUTE = 30;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String tenant;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile String last = "";
    private volatile boolean listens;
    private long minute = System.nanoTime();
    private int lines;
    private int leftOut;

    EngineLines(String tenant, InputStream from) {
        this.tenant = tenant;
        Thread.ofPlatform().name("worker-lines").daemon().start(() -> read(from));
    }

    /** Waits until the worker reports that it listens, and returns whether it did so in time. */
    boolean awaitReady(Duration wait) throws IOException {
        try {
            return ready.await(wait.toMillis(), TimeUnit.MILLISECONDS) && listens;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a worker started", e);
        }
    }

    /**
     * Returns the last line that the worker printed before it listened, or "nothing". Later lines
     * may contain input values.
     */
    String last() {
        return last.isEmpty() ? "nothing" : last;
    }

    private void read(InputStream from) {
        byte[] chunk = new byte[4096];
        StringBuilder line = new StringBuilder();
        try (from) {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] == '\n') {
                        take(line.toString());
                        line.setLength(0);
                    } else if (line.length() < LONGEST) {
                        line.append(printable(chunk[i]));
                    }
                }
            }
        } catch (IOException e) {
            LOG.debugf("output of a worker could no longer be read tenant=%s cause=%s", tenant, e.getMessage());
        } finally {
            if (!line.isEmpty()) {
                take(line.toString());
            }
            ready.countDown();
        }
    }

    private void take(String line) {
        if (!listens && line.equals(WorkerCommand.READY)) {
            listens = true;
            ready.countDown();
            return;
        }
        long now = System.nanoTime();
        if (now - minute > MINUTE_NANOS) {
            if (leftOut > 0) {
                LOG.debugf("output of a worker was left out tenant=%s lines=%d", tenant, leftOut);
            }
            minute = now;
            lines = 0;
            leftOut = 0;
        }
        if (++lines > MOST_A_MINUTE) {
            leftOut++;
            return;
        }
        if (!listens) {
            // Before it listens it has received no data.
            last = line;
        }
        LOG.debugf("worker printed tenant=%s line=\"%s\"", tenant, line);
    }

    /** Returns printable ASCII that cannot end a quoted value, and a question mark for anything else. */
    static char printable(byte octet) {
        return octet >= ' ' && octet < 0x7F && octet != '"' && octet != '\\' ? (char) octet : '?';
    }
}
