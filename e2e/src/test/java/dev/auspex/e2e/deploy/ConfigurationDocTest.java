package dev.auspex.e2e.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** docs/configuration.md lists exactly the environment variables that the services read. */
class ConfigurationDocTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(AUSPEX_[A-Z0-9_]+)`");

    @Test
    void listsEveryVariableThatAServiceReadsAndNoOther() throws IOException {
        // Given
        Set<String> read = new TreeSet<>();
        ServiceKeys.SERVICES.forEach(service -> read.addAll(ServiceKeys.of(service)));

        // When
        Set<String> documented = new TreeSet<>();
        Matcher rows = ROW.matcher(Files.readString(Suite.root().resolve("docs/configuration.md")));
        while (rows.find()) {
            documented.add(rows.group(1));
        }

        // Then
        assertEquals(read, documented);
    }
}
