package dev.auspex.localstack.suite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.Spawner;
import dev.auspex.localstack.server.KafkaUsers;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Kafka as the supervisor runs it, from the built program: data that are damaged, and a disk that is full. */
class KafkaProcessTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final SuitePorts ports = new SuitePorts(ThreadLocalRandom.current().nextInt(100, 3_000) * 10);
    private final Random random = new Random(20_261_130);
    private Home home;
    private KafkaProcess kafka;

    @BeforeEach
    void define() {
        home = new Home(folder, folder);
        kafka = kafka(JAVA);
    }

    @AfterEach
    void stop() {
        kafka.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.properties", "log-start-offset-checkpoint", "__cluster_metadata-0/quorum-state"})
    void setsDamagedDataAsideAndSaysSo(String file) throws Exception {
        // Given
        kafka.start();
        kill();
        Path damaged = data().resolve(file);
        byte[] noise = new byte[300];
        random.nextBytes(noise);
        // Whatever else chance brings: no text in any encoding.
        noise[0] = (byte) 0xff;
        noise[4] = (byte) 0xff;
        Files.write(damaged, noise);

        // When
        kafka.start();

        // Then
        assertTrue(kafka.process().orElseThrow().alive());
        List<Path> aside = aside();
        assertEquals(1, aside.size(), said.toString());
        assertTrue(Files.exists(aside.getFirst().resolve(file)));
        String news = said.getFirst();
        assertTrue(news.contains("The data of Kafka is damaged: "), news);
        assertTrue(news.contains(aside.getFirst().toString()), news);
        assertTrue(news.contains("Events in Kafka that no service had read yet are lost"), news);
    }

    @Test
    void saysThatKafkaItselfCutDamagedDataOff() throws Exception {
        // Given
        kafka.start();
        kill();
        Path log = data().resolve("__cluster_metadata-0/00000000000000000000.log");
        byte[] noise = new byte[300];
        random.nextBytes(noise);
        Files.write(log, noise, StandardOpenOption.APPEND);

        // When
        kafka.start();

        // Then
        assertTrue(kafka.process().orElseThrow().alive());
        assertEquals(List.of(), aside());
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().contains("found damaged data"), said.toString());
    }

    @Test
    void keepsDataThatItCannotReadForAnotherReason() throws Exception {
        // Given
        assumeTrue(canMount(), "no file systems can be mounted here, so a disk cannot be made full");
        kafka = kafka(
                wrapped("""
                mkdir -p '%1$s'
                mount -t tmpfs -o size=24m tmpfs '%1$s' || exit 90
                """.formatted(data()) + "dd if=/dev/zero of='" + data() + "/filler' bs=64k 2>/dev/null\n"));

        // When
        StackException failure = assertThrows(StackException.class, kafka::start);

        // Then
        assertTrue(failure.getMessage().contains("No space left on device"), failure.getMessage());
        assertTrue(
                kafka.process().orElseThrow().lastWords().contains("No space left on device"),
                kafka.process().orElseThrow().lastWords());
        assertEquals(List.of(), aside());
        assertEquals(List.of(), said);
    }

    @Test
    void diesOnADiskThatFillsUpAndIsNotSetAside() throws Exception {
        // Given: a running Kafka whose file system has no room for what it is told next
        assumeTrue(canMount(), "no file systems can be mounted here, so a disk cannot be made full");
        Path full = folder.resolve("full");
        kafka = kafka(wrapped("""
                mkdir -p '%1$s'
                mount -t tmpfs -o size=60m tmpfs '%1$s' || exit 90
                (while [ ! -e '%2$s' ]; do sleep 0.1; done
                 while [ ! -e '%2$s.done' ]; do dd if=/dev/zero of='%1$s/filler' bs=4k 2>/dev/null; sleep 0.1; done) &
                """.formatted(data(), full)));
        kafka.start();

        // When
        Files.createFile(full);

        // Then: it writes its own metadata all the time, and ends when that fails
        try {
            await().atMost(90, SECONDS)
                    .until(() -> !kafka.process().orElseThrow().alive());
        } finally {
            Files.createFile(folder.resolve("full.done"));
        }
        assertEquals(List.of(), said);
    }

    private KafkaProcess kafka(Path java) {
        KafkaUsers users = SuiteSecrets.in(home.secrets()).kafka();
        Path jar = Path.of("target/local-stack.jar").toAbsolutePath();
        return new KafkaProcess(java, jar, home, ports, users, Spawner.plain(), said::add);
    }

    private Path data() {
        return home.data().resolve("kafka");
    }

    private void kill() {
        ProcessHandle process =
                ProcessHandle.of(kafka.process().orElseThrow().pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private List<Path> aside() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.data(), "kafka-damaged-*")) {
            folders.forEach(found::add);
        }
        return found;
    }

    /** A java that does something first, in a mount namespace of its own. */
    private Path wrapped(String before) throws IOException {
        Path inside = folder.resolve("inside.sh");
        Files.writeString(inside, before + "exec '" + JAVA + "' \"$@\"\n");
        Path java = folder.resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec unshare --map-root-user --mount sh '" + inside + "' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return java;
    }

    private boolean canMount() throws IOException, InterruptedException {
        Path probe = Files.createDirectories(folder.resolve("probe"));
        return new ProcessBuilder(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "mount",
                                "-t",
                                "tmpfs",
                                "tmpfs",
                                probe.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor()
                == 0;
    }
}
