package dev.auspex.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import dev.auspex.localstack.server.KafkaCommand;
import dev.auspex.localstack.server.ServersCommand;
import dev.auspex.localstack.suite.DownCommand;
import dev.auspex.localstack.suite.IntroduceCommand;
import dev.auspex.localstack.suite.StatusCommand;
import dev.auspex.localstack.suite.UpCommand;

/** Runs PostgreSQL, Redis, Kafka and the suite's services on one machine. The launcher {@code ./auspex} calls it. */
@Command(
        name = "auspex",
        mixinStandardHelpOptions = true,
        version = "0.1.0-SNAPSHOT",
        description = "Auspex on one machine.",
        subcommands = {
            UpCommand.class,
            IntroduceCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ServersCommand.class,
            KafkaCommand.class
        })
public final class LocalStack {

    private LocalStack() {}

    public static void main(String[] args) {
        configureLogging();
        System.exit(commandLine().execute(args));
    }

    /**
     * Returns the command line with all commands. A failure that people can act on is printed without a stack trace.
     */
    static CommandLine commandLine() {
        return new CommandLine(new LocalStack()).setExecutionExceptionHandler((failure, commandLine, parsed) -> {
            if (failure instanceof StackException) {
                commandLine.getErr().println("auspex: " + failure.getMessage());
                commandLine.getErr().flush();
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
    }

    private static void configureLogging() {
        try (InputStream settings = LocalStack.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException("logging.properties cannot be read", e);
        }
    }
}
