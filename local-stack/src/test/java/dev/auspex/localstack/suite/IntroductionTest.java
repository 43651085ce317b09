package dev.auspex.localstack.suite;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.localstack.server.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IntroductionTest {

    @TempDir
    Path folder;

    @Test
    void tellsTheKeptAccountAndACommandWithIt() {
        // Given
        SecretFile file = SecretFile.at(folder.resolve("demo-account.json"));
        file.write("{\"email\":\"demo@auspex.local\",\"password\":\"0123456789\"}");
        DemoAccount account = DemoAccount.kept(file);

        // When
        String text = Introduction.text(
                new Home(Path.of("..").toAbsolutePath().normalize(), folder),
                new SuitePorts(100),
                Optional.of(account));

        // Then
        assertTrue(text.contains("demo account  demo@auspex.local   password 0123456789"), text);
        assertEquals(
                1,
                text.lines()
                        .filter(line -> line.startsWith("curl -s http://localhost:8180/api/v1/predictions"))
                        .filter(line -> line.contains("\"password\":\"0123456789\""))
                        .count(),
                text);
    }
}
