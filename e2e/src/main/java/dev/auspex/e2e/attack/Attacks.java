package dev.auspex.e2e.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.e2e.suite.Suite;

/**
 * Proves that one account can neither crash a service nor keep another account from its predictions. Runs the
 * attacks on a suite of its own and prints the answers to both accounts, how long the other account waited, and
 * the memory of each process.
 */
@Command(
        name = "attacks",
        mixinStandardHelpOptions = true,
        description = "Attacks a suite on this machine from one account and watches another one.")
public final class Attacks implements Runnable {

    private static final int PORT_OFFSET = 250;

    @Option(names = "--rounds", defaultValue = "5", description = "volleys of each attack, default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--native", description = "attacks the native executables")
    private boolean nativeExecutables;

    @Override
    public void run() {
        Suite suite = new Suite(Suite.root().resolve(".auspex/attacks"), PORT_OFFSET, Map.of());
        suite.start(nativeExecutables ? new String[] {"--fresh", "--native"} : new String[] {"--fresh"});
        try {
            Battle battle = new Battle(suite.address(), true);
            // Warm up, so that the attack is measured and not the compiler.
            battle.all(0.2, 1, Duration.ofSeconds(5));
            SortedMap<String, Long> before = memory(suite);
            List<Battle.Outcome> outcomes = battle.all(1, rounds, Duration.ofSeconds(10));
            System.out.printf(
                    Locale.ROOT,
                    "%n%-13s %-30s %-24s %10s %10s %10s%n",
                    "attack",
                    "attacker was answered",
                    "the other account",
                    "p95 before",
                    "p95 during",
                    "of answers");
            for (Battle.Outcome outcome : outcomes) {
                System.out.printf(
                        Locale.ROOT,
                        "%-13s %-30s %-24s %7.0f ms %7.0f ms %10d%n",
                        outcome.attack(),
                        outcome.attacker(),
                        outcome.others(),
                        outcome.before(),
                        outcome.during(),
                        outcome.asked());
            }
            outcomes.forEach(outcome ->
                    outcome.failures().forEach(why -> System.out.printf("%s: no answer: %s%n", outcome.attack(), why)));
            System.out.printf("%n%-22s %12s %12s%n", "resident memory, MiB", "before", "after");
            SortedMap<String, Long> after = memory(suite);
            after.forEach((name, mebibytes) -> System.out.printf(
                    "%-22s %12s %12d%n", name, before.containsKey(name) ? before.get(name) : "restarted", mebibytes));
        } finally {
            suite.close();
        }
    }

    /** Returns the memory by process, so that a process that was ended and restarted can be seen. */
    private static SortedMap<String, Long> memory(Suite suite) {
        SortedMap<String, Long> memory = new TreeMap<>();
        for (ProcessHandle process : suite.processes()) {
            String command = process.info().commandLine().orElse("");
            for (String name : List.of("gateway", "auth", "prediction", "model", "monitoring")) {
                if (command.contains(name + "-service")) {
                    memory.put(name + " " + process.pid(), resident(process.pid()));
                }
            }
        }
        return memory;
    }

    private static long resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // The process has ended. The table shows that it is missing.
            return 0;
        }
        return 0;
    }
}
