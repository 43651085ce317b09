package dev.auspex.e2e.suite;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An independent suite, started by {@code ./auspex up -d} beside any other, with its data in its own folder. */
public final class Suite implements AutoCloseable {

    private static final int GATEWAY_PORT = 8080;
    private static final int FIRST_MANAGEMENT_PORT = 9080;
    private static final int LONGEST_START_SECONDS = 600;

    private final Path home;
    private final int portOffset;
    private final Map<String, String> environment;

    /**
     * @param home        folder for data and logs
     * @param portOffset  added to every port
     * @param environment additional variables for the services
     */
    public Suite(Path home, int portOffset, Map<String, String> environment) {
        this.home = home;
        this.portOffset = portOffset;
        this.environment = Map.copyOf(environment);
    }

    /** Returns the folder with the launcher, which is searched upward from the working folder. */
    public static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("auspex"))) {
                return folder;
            }
        }
        throw new IllegalStateException("run this inside a checkout of Auspex");
    }

    /** Starts everything and returns what the launcher printed once all services are ready. */
    public String start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "-d"));
        arguments.addAll(List.of(options));
        return run(arguments);
    }

    public String run(List<String> arguments) {
        Outcome outcome = attempt(arguments);
        if (outcome.code() != 0) {
            throw new IllegalStateException("./auspex " + String.join(" ", arguments) + " ended with " + outcome.code()
                    + ":\n" + outcome.text());
        }
        return outcome.text();
    }

    /** Runs the launcher and returns its exit code with all its output. */
    public Outcome attempt(List<String> arguments) {
        try {
            List<String> command =
                    new ArrayList<>(List.of(root().resolve("auspex").toString()));
            command.addAll(arguments);
            Path output = Files.createTempFile("auspex-", ".log");
            Process process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LONGEST_START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("./auspex did not end in time:\n" + Files.readString(output));
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns a builder of a process with the suite's environment and an empty standard input. */
    public ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(root().toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        builder.environment().put("AUSPEX_HOME", home.toString());
        builder.environment().put("AUSPEX_PORT_OFFSET", Integer.toString(portOffset));
        return builder;
    }

    public URI address() {
        return URI.create("http://localhost:" + (GATEWAY_PORT + portOffset));
    }

    /**
     * Returns the management address of a service.
     *
     * @param service 0 gateway, 1 auth, 2 prediction, 3 model, 4 monitoring
     */
    public URI management(int service) {
        return URI.create("http://localhost:" + (FIRST_MANAGEMENT_PORT + portOffset + service));
    }

    /**
     * Returns the processes that have this suite's folder in their command line or environment. There are
     * none once it has stopped.
     */
    public List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(home.toString())
                        || environmentOf(process.pid()).contains("AUSPEX_HOME=" + home + '\0'))
                .toList();
    }

    private static String environmentOf(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The process has ended, or we may not read it, so it is not one of this suite's processes.
            return "";
        }
    }

    @Override
    public void close() {
        run(List.of("down"));
    }

    /**
     * The result of a command.
     *
     * @param code exit code
     * @param text standard output and error together
     */
    public record Outcome(int code, String text) {}
}
