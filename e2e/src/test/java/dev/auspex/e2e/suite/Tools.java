package dev.auspex.e2e.suite;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Programs of the machine that some tests need. */
public final class Tools {

    private Tools() {}

    /** Skips the test where the program is not installed; fails it there where everything has to run, as in CI. */
    public static void require(String program) {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, program)));
        demand(found, program + " is not installed; ./auspex doctor says how to get it");
    }

    /** The same for the browser, which {@code CHROMIUM_PATH} may name. */
    public static void requireChromium() {
        String path = System.getenv().getOrDefault("CHROMIUM_PATH", "/usr/bin/chromium");
        demand(
                Files.isExecutable(Path.of(path)),
                "Chromium is not installed at " + path + "; ./auspex doctor says how to get it");
    }

    private static void demand(boolean found, String otherwise) {
        if (System.getenv("AUSPEX_TEST_ALL") == null) {
            assumeTrue(found, otherwise);
        } else {
            assertTrue(found, otherwise);
        }
    }
}
