package dev.auspex.e2e.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.opentest4j.AssertionFailedError;

/** A program that a test runs and that has to end well. */
final class Program {

    private static final int LONGEST_SECONDS = 300;

    private Program() {}

    /** Returns what it printed on both outputs. */
    static String run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("auspex-client-", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionFailedError(
                        String.join(" ", command) + (ended ? " failed:\n" : " did not end:\n") + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String javac() {
        return Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    }
}
