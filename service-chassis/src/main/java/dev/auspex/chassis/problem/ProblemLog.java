package dev.auspex.chassis.problem;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs one line for each problem that is answered, so that its trace id can be found. Every fault of the suite
 * (5xx) is a warning. A caller's mistake (4xx) is logged at INFO, with a limit on lines a second, so that nobody
 * can fill the disk with bad requests. The next line after omitted ones says how many there were; at DEBUG each
 * omitted one has a line of its own.
 */
public final class ProblemLog {

    /** Maximum number of 4xx lines in one second. */
    static final int MOST_IN_A_SECOND = 20;

    private static final Logger LOG = Logger.getLogger("dev.auspex.problem");
    private static final int LONGEST_PATH = 200;
    private static final ProblemLog ALL = new ProblemLog(System::nanoTime);

    private final LongSupplier clock;
    /** Starts without a time, because a native image is built long before it runs. */
    private final AtomicReference<@Nullable Second> current = new AtomicReference<>();

    ProblemLog(LongSupplier clock) {
        this.clock = clock;
    }

    private record Second(long number, AtomicLong lines) {}

    /**
     * Logs a problem that is sent to a caller.
     *
     * @param status  HTTP status
     * @param type    URI of the problem's type, or what stands for it
     * @param path    address of the request as the caller wrote it, or null
     * @param traceId id that the caller sees, or null
     */
    public static void answered(int status, String type, @Nullable String path, @Nullable String traceId) {
        if (status >= 500) {
            LOG.warnf("problem answered status=%d type=%s path=%s trace=%s", status, type, plain(path), traceId);
            return;
        }
        long leftOut = ALL.admit();
        if (leftOut >= 0) {
            LOG.infof(
                    "problem answered status=%d type=%s path=%s trace=%s%s",
                    status, type, plain(path), traceId, leftOut == 0 ? "" : " leftOut=" + leftOut);
        } else {
            LOG.debugf("problem answered status=%d type=%s path=%s trace=%s", status, type, plain(path), traceId);
        }
    }

    /** Returns the number of lines omitted before this one, or -1 if this one must be omitted. */
    long admit() {
        long number = clock.getAsLong() / 1_000_000_000L;
        Second now = current.get();
        if (now == null || now.number() != number) {
            Second next = new Second(number, new AtomicLong());
            if (current.compareAndSet(now, next)) {
                next.lines().incrementAndGet();
                return now == null ? 0 : Math.max(0, now.lines().get() - MOST_IN_A_SECOND);
            }
            now = current.get();
        }
        return now != null && now.lines().incrementAndGet() <= MOST_IN_A_SECOND ? 0 : -1;
    }

    /** Makes a path safe for the log: it cannot forge a line, and its length is limited. */
    static String plain(@Nullable String path) {
        if (path == null) {
            return "-";
        }
        StringBuilder text = new StringBuilder(Math.min(path.length(), LONGEST_PATH) + 3);
        for (int i = 0; i < path.length() && i < LONGEST_PATH; i++) {
            char letter = path.charAt(i);
            text.append(letter > ' ' && letter < 0x7f ? letter : '?');
        }
        return path.length() > LONGEST_PATH ? text.append("...").toString() : text.toString();
    }
}
