package dev.auspex.localstack.process;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.auspex.localstack.StackException;

/** A started process. Its output goes to a log file, and callers can wait until it is ready or has ended. */
public final class ManagedProcess {

    private static final Duration POLL = Duration.ofMillis(25);
    private static final int LOG_LINES = 15;
    private static final int LOG_BYTES = 64 << 10;
    private static final int LOG_LINE_LENGTH = 400;
    private static final int KILLED = 128 + 9;
    private static final int CAUSE_LINES = 40;
    private static final Pattern STACK = Pattern.compile("\\s+(at |\\.\\.\\. )");
    private static final Pattern FAILURE =
            Pattern.compile("FATAL|PANIC|SEVERE|ERROR|Error|Exception|No space left|Permission denied|^auspex: ");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final Path log;
    private final String stopSignal;
    private final long logBegin;

    /** @param logBegin position in its log where it began to write */
    ManagedProcess(String name, Process process, Path log, String stopSignal, long logBegin) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.stopSignal = stopSignal;
        this.logBegin = logBegin;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Returns its exit code, once it has ended. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Returns a future that completes with its exit code when it has ended. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Waits until the process answers.
     *
     * @throws StackException if it ends before, or does not answer in time
     */
    public void awaitReady(BooleanSupplier ready, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw failure(name + " exited during startup (" + exit(process.exitValue()) + ")");
            }
            if (System.nanoTime() > end) {
                throw failure(name + " did not respond within " + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    /**
     * Waits for the end of a program that is expected to end by itself.
     *
     * @throws StackException if its exit code is not 0
     */
    public void awaitSuccess() {
        try {
            if (process.waitFor() != 0) {
                throw failure(name + " failed (" + exit(process.exitValue()) + ")");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException(name + " was interrupted.", e);
        }
    }

    /** Sends its stop signal, waits, and kills it if it has not ended by then. */
    public void stop(Duration patience) {
        if (!process.isAlive()) {
            return;
        }
        Signals.send(stopSignal, process.pid());
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Returns a failure with its cause, if the log gives one, and the end of the log. */
    public StackException failure(String what) {
        String cause = lastWords();
        return new StackException(what + (cause.isEmpty() ? "" : ": " + cause) + ". The last lines of its log, " + log
                + ":\n" + lastLines());
    }

    /**
     * Returns why it ended, according to its log: the last line that reports a failure, otherwise the last line.
     * Empty if it wrote nothing.
     */
    public String lastWords() {
        try {
            List<String> lines = endOf(log, logBegin)
                    .lines()
                    .filter(line -> !line.isBlank() && !STACK.matcher(line).lookingAt())
                    .map(ManagedProcess::message)
                    .toList();
            List<String> end = lines.subList(Math.max(0, lines.size() - CAUSE_LINES), lines.size());
            String words = end.reversed().stream()
                    .filter(line -> FAILURE.matcher(line).find())
                    .findFirst()
                    .orElse(end.isEmpty() ? "" : end.getLast());
            return words.length() > LOG_LINE_LENGTH ? words.substring(0, LOG_LINE_LENGTH) : words;
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the message of a log line, without the time and the fields around it. */
    private static String message(String line) {
        if (line.startsWith("{")) {
            try {
                JsonNode fields = JSON.readTree(line);
                String level = fields.path("level").asText("");
                String thrown = fields.path("exception").path("message").asText("");
                return (level + " " + fields.path("message").asText(line) + (thrown.isEmpty() ? "" : ": " + thrown))
                        .strip();
            } catch (JsonProcessingException e) {
                return line.strip();
            }
        }
        return line.strip();
    }

    /** Describes an exit code. */
    public static String exit(int code) {
        return code == KILLED ? "it was killed" : "exit code " + code;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while a process was starting.", e);
        }
    }

    private String lastLines() {
        try {
            List<String> lines = endOf(log, 0)
                    .lines()
                    .map(line -> "  | " + (line.length() > LOG_LINE_LENGTH ? line.substring(0, LOG_LINE_LENGTH) : line))
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "  (the log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Reads only the end, because a log may be larger than this process' memory. */
    private static String endOf(Path log, long begin) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
            // A log that was truncated in the meantime is shorter than it was at the start.
            long from = begin > channel.size() ? 0 : begin;
            channel.position(Math.max(from, channel.size() - LOG_BYTES));
            return new String(Channels.newInputStream(channel).readNBytes(LOG_BYTES), StandardCharsets.UTF_8);
        }
    }
}
