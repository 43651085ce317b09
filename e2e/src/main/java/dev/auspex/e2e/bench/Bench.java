package dev.auspex.e2e.bench;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import dev.auspex.e2e.attack.Attacker;
import dev.auspex.e2e.attack.Attacks;

/** The measurements and proofs, each as a sub-command. Without a name it measures whole predictions. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {PredictionBench.class, ModelBench.class, GatewayBench.class, Attacks.class, Attacker.class},
        description = "Measures the suite or a part of it on this machine.")
public final class Bench {

    private static final Set<String> NAMES =
            Set.of("prediction", "model", "gateway", "attacks", Attacker.NAME, "-h", "--help", "-V", "--version");

    private Bench() {}

    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && NAMES.contains(arguments[0]);
        String[] all = named
                ? arguments
                : Stream.concat(Stream.of("prediction"), Arrays.stream(arguments))
                        .toArray(String[]::new);
        System.exit(new CommandLine(new Bench()).execute(all));
    }
}
