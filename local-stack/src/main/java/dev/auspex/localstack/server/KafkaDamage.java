package dev.auspex.localstack.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.CorruptRecordException;

/**
 * Distinguishes damaged data from everything else that keeps Kafka from running, such as a full disk or a port in
 * use, because only damaged data is moved away. Kafka reports some failures only in its log and then halts, so its
 * log is examined as well.
 */
final class KafkaDamage extends Handler {

    private static final int KEPT = 50;
    private static final long LEAST_FREE_BYTES = 1 << 20;

    private static final Pattern UNREADABLE = Pattern.compile("node ID not found|Malformed line|Unrecognized version"
            + "|Found record size|Record is corrupt|meta\\.properties|[Uu]nexpected number of entries");

    private static final Pattern OTHER = Pattern.compile("No space left|Permission denied|Read-only file system"
            + "|Too many open files|Failed to acquire lock|Address already in use|Input/output error|quota exceeded");

    private static final Pattern CUT = Pattern.compile("Corruption found in segment|marked stray");

    private final Path data;
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private int cuts;

    KafkaDamage(Path data) {
        this.data = data;
        setLevel(Level.WARNING);
    }

    /** Starts to examine everything that is logged. */
    void listen() {
        Logger.getLogger("").addHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (record.getMessage() != null && CUT.matcher(record.getMessage()).find()) {
            cuts++;
        }
        if (record.getThrown() != null && record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            failures.addLast(new IOException(record.getMessage(), record.getThrown()));
            if (failures.size() > KEPT) {
                failures.removeFirst();
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Returns how many damaged places in its data Kafka found and truncated by itself. */
    synchronized int cuts() {
        return cuts;
    }

    /**
     * Describes the damage in one line, if that is why Kafka does not run.
     *
     * @param failure exception that a start threw, or null if Kafka only logged it
     */
    synchronized Optional<String> found(Throwable failure) {
        List<Throwable> all = new ArrayList<>(failures);
        if (failure != null) {
            all.add(failure);
        }
        if (full() || all.stream().anyMatch(KafkaDamage::hasAnotherCause)) {
            return Optional.empty();
        }
        return all.stream().filter(KafkaDamage::tellsOfDamage).findFirst().map(KafkaDamage::words);
    }

    private boolean full() {
        try {
            return Files.getFileStore(data).getUsableSpace() < LEAST_FREE_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasAnotherCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || cause instanceof FileSystemException
                    || cause instanceof VirtualMachineError
                    || (cause.getMessage() != null
                            && OTHER.matcher(cause.getMessage()).find())) {
                return true;
            }
        }
        return false;
    }

    private static boolean tellsOfDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptRecordException
                    || cause instanceof InvalidRecordException
                    || cause instanceof CharacterCodingException
                    || cause instanceof JsonProcessingException
                    || cause instanceof NumberFormatException
                    || cause instanceof EOFException
                    || (cause.getMessage() != null
                            && UNREADABLE.matcher(cause.getMessage()).find())) {
                return true;
            }
        }
        return false;
    }

    private static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return root == failure || first.contains(String.valueOf(root.getMessage())) ? first : first + " (" + root + ")";
    }
}
