package dev.auspex.model;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import dev.auspex.graph.worker.WorkerCommand;
import dev.auspex.model.validation.ValidateCommand;

/**
 * Starts the service. With {@code worker ...} it starts a process that runs one tenant's graphs, and with
 * {@code validate ...} one that tries a version and ends: see {@link WorkerCommand} and {@link ValidateCommand}.
 */
@QuarkusMain
public class Main {

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(ValidateCommand.NAME)) {
            System.exit(ValidateCommand.run(args));
        }
        if (args.length > 0 && args[0].equals(WorkerCommand.NAME)) {
            System.exit(WorkerCommand.run(args));
        }
        Quarkus.run(args);
    }
}
