package dev.auspex.localstack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The start of a process, which distinguishes it from a later one with the same id. Java derives the start
 * from the wall clock, so a step of that clock changes it. Linux also reports the clock ticks since its own
 * start, which never change.
 *
 * @param mark   boot id of the system and ticks since boot; empty if the system has no {@code /proc}
 * @param millis milliseconds since 1970, used if there is no mark; 0 if the system does not report them
 */
public record Birth(String mark, long millis) {

    private static final Path PROC = Path.of("/proc");

    /**
     * Index of the start time, which is field 22. The first field after the closing parenthesis of field 2 has index 0.
     */
    private static final int START = 22 - 3;

    /** The clock behind process start times ticks in hundredths of a second. */
    private static final Duration TOLERANCE = Duration.ofMillis(50);

    public Birth {
        // Files from an earlier version have no mark.
        mark = mark == null ? "" : mark;
    }

    public static Birth of(ProcessHandle process) {
        return new Birth(
                mark(process.pid()),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Returns whether this is the birth of that process. */
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
