package dev.auspex.e2e.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.e2e.suite.Client;

/**
 * The attacker in its own process with the lowest priority. On a real network it would be another machine, and the
 * suite is what is measured, not which of the two gets the processor.
 */
@Command(name = Attacker.NAME, hidden = true, description = "Sends the volleys of one attack; attacks starts it.")
public final class Attacker implements Callable<Integer> {

    /** Name of the command. */
    public static final String NAME = "attacker";

    private static final String READY = "ready";
    private static final String TOKEN = "AUSPEX_ATTACKER_TOKEN";

    @Option(names = "--address", required = true)
    private URI address;

    @Option(names = "--attack", required = true)
    private String name;

    @Option(names = "--share", required = true)
    private double share;

    @Option(names = "--rounds", required = true)
    private int rounds;

    @Override
    public Integer call() throws IOException {
        String token = System.getenv(TOKEN);
        Attack attack = Attack.all(features(new Client(address).with(token)), share).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        System.out.println(READY);
        if (System.in.read() < 0) {
            // Whoever started it is gone.
            return 1;
        }
        Volleys.Answers answers =
                new Volleys(address).fire(attack, token, rounds).join();
        System.out.println(Client.JSON.writeValueAsString(answers));
        return 0;
    }

    /** Returns a valid input of the bundled model, from which attacks are built. */
    static Map<String, Object> features(Client client) {
        return Client.examples(
                Client.expect(200, client.get("/api/v1/models/churn/versions/champion"), ModelVersion.class));
    }

    /**
     * Starts the attacker with the lowest priority and lets it fire as soon as it is ready.
     *
     * @return completes when its volleys have been answered
     */
    static CompletableFuture<Volleys.Answers> start(
            URI address, Attack attack, double share, String token, int rounds) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("java.class.path"),
                NAME,
                "--address=" + address,
                "--attack=" + attack.name(),
                "--share=" + share,
                "--rounds=" + rounds));
        builder.environment().put(TOKEN, token);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = builder.start();
            BufferedReader output = process.inputReader();
            if (!READY.equals(output.readLine())) {
                process.destroy();
                throw new IllegalStateException("the attacker did not start");
            }
            CompletableFuture<Volleys.Answers> answers = CompletableFuture.supplyAsync(() -> read(process, output));
            process.outputWriter().append('\n').flush();
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Volleys.Answers read(Process process, BufferedReader output) {
        try {
            String printed = output.readAllAsString();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("the attacker ended with " + code + ": " + printed);
            }
            return Client.JSON.readValue(printed, Volleys.Answers.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
