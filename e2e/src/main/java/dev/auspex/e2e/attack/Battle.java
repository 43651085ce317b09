package dev.auspex.e2e.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.e2e.suite.Client;

/** Lets one account attack while another one predicts, and reports the answers to both. */
public final class Battle {

    private final URI address;
    private final Client anonymous;
    private final boolean apart;

    /** @param apart whether the attacker runs in its own process, so that it takes no time from the watched account */
    public Battle(URI address, boolean apart) {
        this.address = address;
        this.anonymous = new Client(address);
        this.apart = apart;
    }

    /**
     * The observations of one attack.
     *
     * @param attack   name of the attack
     * @param what     description of the attack
     * @param attacker answers to the attacker, by status; 0 for no answer
     * @param others   answers to the other account, by status
     * @param before   95th percentile of the other account's response times before the attack, in milliseconds
     * @param during   the same during the attack
     * @param asked    number of requests of the other account during the attack
     * @param failures reasons why the attacker got no answer, each once
     */
    public record Outcome(
            String attack,
            String what,
            SortedMap<Integer, Integer> attacker,
            SortedMap<Integer, Integer> others,
            double before,
            double during,
            int asked,
            Set<String> failures) {}

    /**
     * Runs all attacks, one after the other.
     *
     * @param share  1 for as many requests at once as broke the suite, less for fewer
     * @param rounds how often each attack is repeated
     * @param calm   how long the other account is watched before each attack
     */
    public List<Outcome> all(double share, int rounds, Duration calm) {
        Client other = Attack.account(anonymous, "other");
        Map<String, Object> features = Attacker.features(other);
        List<Outcome> outcomes = new ArrayList<>();
        for (Attack attack : Attack.all(features, share)) {
            outcomes.add(run(attack, share, rounds, calm, other, features));
        }
        return outcomes;
    }

    private Outcome run(
            Attack attack, double share, int rounds, Duration calm, Client other, Map<String, Object> features) {
        Client attacker = Attack.account(anonymous, attack.name());
        if (attack.needsModel()) {
            upload(attacker);
        }
        Watch before = new Watch(other, features);
        before.until(CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(calm.toMillis(), TimeUnit.MILLISECONDS)));
        CompletableFuture<Volleys.Answers> fire = apart
                ? Attacker.start(address, attack, share, attacker.accessToken(), rounds)
                : new Volleys(address).fire(attack, attacker.accessToken(), rounds);
        Watch during = new Watch(other, features);
        during.until(fire);
        Volleys.Answers answers = fire.join();
        return new Outcome(
                attack.name(),
                attack.what(),
                answers.statuses(),
                during.statuses,
                before.p95(),
                during.p95(),
                during.millis.size(),
                answers.failures());
    }

    /** Uploads a model of {@code ConstantOfShape}, whose input determines how many numbers it returns. */
    private static void upload(Client attacker) {
        try (InputStream file = Battle.class.getResourceAsStream("/attack/big-output.onnx")) {
            HttpResponse<String> answer =
                    attacker.upload("/api/v1/models/attacked/versions", "attacked.onnx", file.readAllBytes());
            if (answer.statusCode() >= 300 && answer.statusCode() != 400) {
                throw new IllegalStateException("upload answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Predicts at most twenty times a second and measures the response times. */
    private static final class Watch {

        private static final long PAUSE_MILLIS = 50;

        private final Client client;
        private final PredictionRequest request;
        private final SortedMap<Integer, Integer> statuses = new TreeMap<>();
        private final List<Double> millis = new ArrayList<>();

        Watch(Client client, Map<String, Object> features) {
            this.client = client;
            this.request = new PredictionRequest("churn", null, features);
        }

        /** Predicts until the future completes, and once more after that, because a breaker may open late. */
        void until(CompletableFuture<?> over) {
            AtomicBoolean last = new AtomicBoolean();
            while (true) {
                long begin = System.nanoTime();
                statuses.merge(client.post("/api/v1/predictions", request).statusCode(), 1, Integer::sum);
                millis.add((System.nanoTime() - begin) / 1e6);
                if (last.get()) {
                    return;
                }
                try {
                    over.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    last.set(true);
                } catch (TimeoutException e) {
                    // The attack continues.
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }

        double p95() {
            List<Double> sorted = millis.stream().sorted().toList();
            return sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
        }
    }
}
