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

/** One account attacks while another one predicts, and both are asked what became of it. */
public final class Battle {

    private final URI address;
    private final Client anonymous;
    private final boolean apart;

    /** @param apart whether the attacker is a process of its own, so that it takes no time from the one who is watched */
    public Battle(URI address, boolean apart) {
        this.address = address;
        this.anonymous = new Client(address);
        this.apart = apart;
    }

    /**
     * What was seen.
     *
     * @param attack   name of the attack
     * @param what     the attack in words
     * @param attacker answers to the attacker, by status; 0 where there was none
     * @param others   answers to the other account, by status
     * @param before   milliseconds of the other account's answers before it began, the 95th percentile
     * @param during   the same while it went on
     * @param asked    how often the other account asked while it went on
     * @param failures why there was no answer to the attacker, each reason once
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
     * @param rounds how often each is repeated
     * @param calm   how long the other account is watched before each
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

    /** {@code ConstantOfShape}: its input says how many numbers come out. */
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

    /** Predicts twenty times a second, unless answers are late, and takes the time. */
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

        /** Until something has happened, and for a while longer: a breaker may open late. */
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
                    // It goes on.
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
