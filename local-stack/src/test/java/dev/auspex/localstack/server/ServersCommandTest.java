package dev.auspex.localstack.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command in the built program, as tests of the services start it. */
class ServersCommandTest {

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void announcesItsServersObeysAndEndsWithItsInput() throws Exception {
        // Given
        start("--database=auth", "--no-fsync");
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        JsonNode endpoints = new ObjectMapper().readTree(answers.readLine());
        int kafka = Integer.parseInt(
                endpoints.path("kafka").path("bootstrap").asText().split(":")[1]);
        assertFalse(Ports.free(kafka));

        // When
        String stopped = tell(answers, "stop kafka");
        boolean down = Ports.free(kafka);
        String started = tell(answers, "start kafka");
        String unknown = tell(answers, "dance");
        process.getOutputStream().close();

        // Then
        assertTrue(process.waitFor(60, SECONDS));
        assertEquals(0, process.exitValue());
        assertEquals(List.of("stopped kafka", "started kafka", "unknown dance"), List.of(stopped, started, unknown));
        assertTrue(down);
        assertTrue(Ports.free(kafka));
        assertTrue(Ports.free(
                URI.create(endpoints.path("redis").path("url").asText()).getPort()));
        assertTrue(Ports.free(endpoints.path("postgres").path("port").asInt()));
    }

    @Test
    void keepsDataInTheFolderAskedFor() throws Exception {
        // Given
        Path data = folder.resolve("data");
        String[] arguments = {"--servers=postgres", "--database=auth", "--data=" + data};
        start(arguments);
        execute("CREATE TABLE kept (value int)");
        process.getOutputStream().close();
        assertTrue(process.waitFor(30, SECONDS));

        // When
        start(arguments);

        // Then
        execute("SELECT value FROM kept");
    }

    @Test
    void refusesAServerThatDoesNotExist() throws Exception {
        // When
        start("--servers=oracle");

        // Then
        assertTrue(process.waitFor(30, SECONDS));
        assertEquals(1, process.exitValue());
        String said = Files.readString(folder.resolve("errors.txt"));
        assertTrue(said.contains("There is no server named oracle"), said);
    }

    private void execute(String sql) throws Exception {
        JsonNode access = new ObjectMapper()
                .readTree(process.inputReader(StandardCharsets.UTF_8).readLine())
                .path("postgres")
                .path("databases")
                .path("auth");
        Properties login = new Properties();
        login.setProperty("user", access.path("owner").asText());
        login.setProperty("password", access.path("ownerPassword").asText());
        try (var connection =
                        DriverManager.getConnection("jdbc:" + access.path("url").asText(), login);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String tell(BufferedReader answers, String line) throws IOException {
        Writer commands = process.outputWriter(StandardCharsets.UTF_8);
        commands.write(line + "\n");
        commands.flush();
        return answers.readLine();
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The coverage of the program counts as well.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target/local-stack.jar").toAbsolutePath().toString(),
                "servers"));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
    }
}
