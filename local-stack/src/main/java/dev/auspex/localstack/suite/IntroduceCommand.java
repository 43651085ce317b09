package dev.auspex.localstack.suite;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;

import dev.auspex.localstack.process.ProcessLedger;

/**
 * Prints the demo account of the running suite, and a first prediction. Prints nothing unless all services run. The
 * launcher calls it after a start in the background, not a person.
 */
@Command(name = "introduce", hidden = true, description = "Shows the demo account and a first prediction.")
public final class IntroduceCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        Home home = Home.found();
        Set<String> running = ProcessLedger.open(home.ledger()).living().stream()
                .map(ProcessLedger.Entry::name)
                .collect(Collectors.toSet());
        if (running.containsAll(Suite.SERVICES)) {
            Optional<DemoAccount> account =
                    home.demoAccount().exists() ? Optional.of(DemoAccount.kept(home.demoAccount())) : Optional.empty();
            System.out.println(Introduction.text(home, SuitePorts.fromEnvironment(), account));
        }
        return 0;
    }
}
