package dev.auspex.model;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

import dev.auspex.model.validation.ValidateCommand;

/** Starts the service, or, as {@code validate ...}, only looks at one version and ends: see {@link ValidateCommand}. */
@QuarkusMain
public class Main {

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(ValidateCommand.NAME)) {
            System.exit(ValidateCommand.run(args));
        }
        Quarkus.run(args);
    }
}
