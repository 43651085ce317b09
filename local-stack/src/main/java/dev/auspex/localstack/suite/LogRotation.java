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
 * Keeps the logs of a folder bounded: one that has grown too large is copied to {@code NAME.log.1} and emptied, so that the
 * process that appends to it goes on in the same file. What is written between the copy and the emptying, some
 * microseconds, is not kept.
 */
final class LogRotation {

    private static final String SUFFIX = ".log";

    private final Path folder;
    private final long largestBytes;
    private final Consumer<String> say;

    /**
     * @param folder       where the logs lie
     * @param largestBytes size from which a log is turned over
     * @param say          takes news for people
     */
    LogRotation(Path folder, long largestBytes, Consumer<String> say) {
        this.folder = folder;
        this.largestBytes = largestBytes;
        this.say = say;
    }

    /** Looks now, and again at each interval, until this process ends. */
    void start(Duration interval) throws IOException {
        Files.createDirectories(folder);
        rotate();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("log-rotation").daemon().factory());
        clock.scheduleWithFixedDelay(
                this::rotateOrSay, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One look at all logs. */
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
            say.accept("  the logs in " + folder + " cannot be turned over: " + e.getMessage());
        }
    }
}
