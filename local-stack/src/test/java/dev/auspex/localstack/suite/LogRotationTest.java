package dev.auspex.localstack.suite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LogRotationTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void turnsOverALogThatIsWrittenTo() throws IOException {
        // Given
        Path log = folder.resolve("gateway.log");
        LogRotation rotation = new LogRotation(folder, 10, said::add);
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            write(writer, "first, and long\n");

            // When
            rotation.rotate();
            write(writer, "next\n");
        }

        // Then
        assertEquals("first, and long\n", Files.readString(folder.resolve("gateway.log.1")));
        assertEquals("next\n", Files.readString(log));
    }

    @Test
    void leavesSmallLogsAndOtherFiles() throws IOException {
        // Given
        Files.writeString(folder.resolve("auth.log"), "small");
        Files.writeString(folder.resolve("notes.txt"), "not a log, whatever its size");

        // When
        new LogRotation(folder, 10, said::add).rotate();

        // Then
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("auth.log", "notes.txt"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void looksAgainAndAgain() throws IOException {
        // Given
        new LogRotation(folder, 10, said::add).start(Duration.ofMillis(5));

        // When
        Files.writeString(folder.resolve("model.log"), "longer than ten bytes");

        // Then
        Awaitility.await()
                .ignoreException(NoSuchFileException.class)
                .untilAsserted(
                        () -> assertEquals("longer than ten bytes", Files.readString(folder.resolve("model.log.1"))));
        assertEquals(List.of(), said);
    }

    private static void write(OutputStream writer, String text) throws IOException {
        writer.write(text.getBytes(StandardCharsets.UTF_8));
        writer.flush();
    }
}
