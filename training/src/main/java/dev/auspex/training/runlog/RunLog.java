package dev.auspex.training.runlog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * Folder of one run: {@code run.json} (options, data, outcome and timings), {@code log.txt} (messages), and other files
 * of the run, such as trials and charts. The newest {@value #MOST_RUNS} folders are kept.
 */
public final class RunLog {

    /** Number of run folders to keep. */
    static final int MOST_RUNS = 100;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern FOLDER = Pattern.compile("\\d{8}-\\d{6}-.+");
    private static final ObjectWriter JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writerWithDefaultPrettyPrinter();

    private final Path folder;
    private final Clock clock;
    private final Map<String, Object> content = new LinkedHashMap<>();
    private final Map<String, Double> timings = new LinkedHashMap<>();
    private final Instant started;

    private RunLog(Path folder, Path sources, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.started = clock.instant();
        content.put("started", started);
        content.put("java", Runtime.version().toString());
        content.put("git", GitRevision.of(sources.toAbsolutePath()).orElse(null));
    }

    /**
     * Begins a run.
     *
     * @param runs    folder of all runs; created if it does not exist
     * @param name    part of the folder's name
     * @param sources folder of the checkout, whose git revision is recorded if it has one
     */
    public static RunLog begin(Path runs, String name, Path sources, Clock clock) throws IOException {
        Files.createDirectories(runs);
        prune(runs);
        String stamp = STAMP.format(clock.instant());
        for (int i = 1; ; i++) {
            Path folder = runs.resolve(stamp + "-" + name + (i == 1 ? "" : "-" + i));
            try {
                Files.createDirectory(folder);
                return new RunLog(folder, sources, clock);
            } catch (FileAlreadyExistsException e) {
                // another run began in the same second: try the next number
            }
        }
    }

    public Path folder() {
        return folder;
    }

    /** Sets an entry of {@code run.json}. */
    public void put(String key, Object value) {
        content.put(key, value);
    }

    /** A piece of work to be timed. */
    @FunctionalInterface
    public interface Work<T> {

        /** Does the work. */
        T run() throws IOException;
    }

    /** Does a piece of work and adds its time to the total of its kind. */
    public <T> T timed(String kind, Work<T> work) throws IOException {
        long begin = System.nanoTime();
        try {
            return work.run();
        } finally {
            timings.merge(kind, (System.nanoTime() - begin) / 1e9, Double::sum);
        }
    }

    /** Writes a file of the run. */
    public void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    /**
     * Writes {@code run.json} and {@code log.txt}.
     *
     * @param outcome {@code done}, or why the run failed
     * @param said    messages of the run
     */
    public void end(String outcome, List<String> said) throws IOException {
        Map<String, Double> seconds = new LinkedHashMap<>();
        timings.forEach((what, took) -> seconds.put(what, Math.rint(took * 1000) / 1000));
        seconds.put("all", (clock.instant().toEpochMilli() - started.toEpochMilli()) / 1000.0);
        content.put("seconds", seconds);
        content.put("outcome", outcome);
        write("run.json", JSON.writeValueAsString(content) + "\n");
        write("log.txt", String.join("\n", said) + "\n");
    }

    /** Makes room for one more run. Deletes only folders that a run created and completed. */
    private static void prune(Path runs) throws IOException {
        List<Path> old;
        try (Stream<Path> all = Files.list(runs)) {
            old = all.filter(folder ->
                            FOLDER.matcher(folder.getFileName().toString()).matches()
                                    && Files.isRegularFile(folder.resolve("run.json")))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path folder : old.subList(0, Math.max(0, old.size() - MOST_RUNS + 1))) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
