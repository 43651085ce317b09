package dev.auspex.graph.worker;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * What a worker prints, which a graph may have a say in: read as it comes so that the worker never waits, cut in length and number, and
 * without characters that could end a line of the log or begin another. It may hold values of inputs, so it is no part of the log but
 * where somebody turns debugging on.
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

    /** Whether the worker says in time that it listens. */
    boolean awaitReady(Duration wait) throws IOException {
        try {
            return ready.await(wait.toMillis(), TimeUnit.MILLISECONDS) && listens;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a worker started", e);
        }
    }

    /** How many lines it has printed, and no word of them. */
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
            LOG.debugf("what a worker prints cannot be read any more tenant=%s cause=%s", tenant, e.getMessage());
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
                LOG.debugf("a worker printed more than is told tenant=%s lines=%d", tenant, leftOut);
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
            // Before it listens it has seen nothing of anybody.
            last = line;
        }
        LOG.debugf("a worker printed tenant=%s line=\"%s\"", tenant, line);
    }

    /** ASCII that is printed and cannot end a quoted value; anything else is a question mark. */
    static char printable(byte octet) {
        return octet >= ' ' && octet < 0x7F && octet != '"' && octet != '\\' ? (char) octet : '?';
    }
}
