package dev.auspex.localstack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * When a process was started, which tells it from a later one with the same id. Java derives the start from the wall
 * clock, and a step of that clock moves it. Linux knows the clock ticks since its own start, which nothing moves.
 *
 * @param mark   start of the system and ticks since then; empty where the system has no {@code /proc}
 * @param millis milliseconds since 1970, which count where there is no mark; 0 where the system does not tell
 */
public record Birth(String mark, long millis) {

    private static final Path PROC = Path.of("/proc");

    /** Index of the start, which is field 22, behind the name's closing parenthesis, which is in field 2. */
    private static final int START = 22 - 3;

    /** Clocks that processes are started by tick in hundredths of a second. */
    private static final Duration TOLERANCE = Duration.ofMillis(50);

    public Birth {
        // Files that an earlier version wrote have none.
        mark = mark == null ? "" : mark;
    }

    public static Birth of(ProcessHandle process) {
        return new Birth(
                mark(process.pid()),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Whether this is that process' birth. */
    public boolean isOf(ProcessHandle process) {
        if (!mark.isEmpty()) {
            return mark.equals(mark(process.pid()));
        }
        return process.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - millis) <= TOLERANCE.toMillis())
                .orElse(millis == 0);
    }

    private static String mark(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip() + " " + fields[START];
        } catch (IOException e) {
            // The process has ended, or this system has no such files.
            return "";
        }
    }
}
