package dev.auspex.localstack.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Limits the size of the logs in a folder. A log that is too large is copied to {@code NAME.log.1} and truncated, so
 * the process that appends to it continues in the same file. Lines written in the few microseconds between the copy and
 * the truncation are lost.
 */
final class LogRotation {

    private static final String SUFFIX = ".log";

    private final Path folder;
    private final long largestBytes;
    private final Consumer<String> say;

    /**
     * @param folder       folder of the logs
     * @param largestBytes size in bytes above which a log is rotated
     * @param say          receives messages for people
     */
    LogRotation(Path folder, long largestBytes, Consumer<String> say) {
        this.folder = folder;
        this.largestBytes = largestBytes;
        this.say = say;
    }

    /** Checks the logs now, and again at each interval until this process ends. */
    void start(Duration interval) throws IOException {
        Files.createDirectories(folder);
        rotate();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("log-rotation").daemon().factory());
        clock.scheduleWithFixedDelay(
                this::rotateOrSay, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Checks all logs once. */
    void rotate() throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
        for (Path log : logs) {
            if (Files.size(log) > largestBytes) {
                Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        }
    }

    private void rotateOrSay() {
        try {
            rotate();
        } catch (IOException | UncheckedIOException e) {
            say.accept("  The logs in " + folder + " cannot be rotated: " + e.getMessage());
        }
    }
}
