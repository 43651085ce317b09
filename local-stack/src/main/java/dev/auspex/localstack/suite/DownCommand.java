package dev.auspex.localstack.suite;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import picocli.CommandLine.Command;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ProcessLedger;

/** Stops a suite that another process runs, and ends what a killed supervisor left behind. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops the suite.")
public final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(20);

    @Override
    public Integer call() {
        Home home = Home.found();
        Optional<ProcessHandle> supervisor = SupervisorState.read(home.state()).flatMap(SupervisorState::process);
        supervisor.ifPresent(DownCommand::end);
        List<ProcessLedger.Entry> orphans = ProcessLedger.open(home.ledger()).endAll(ORPHAN_PATIENCE);
        if (supervisor.isPresent()) {
            System.out.println("Stopped.");
        } else if (!orphans.isEmpty()) {
            System.out.println("Stopped processes that a killed supervisor left running: " + orphans.size() + ".");
        } else {
            System.out.println("Auspex is not running.");
        }
        return 0;
    }

    private static void end(ProcessHandle supervisor) {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
        } catch (ExecutionException e) {
            throw new StackException("The supervisor cannot be stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
