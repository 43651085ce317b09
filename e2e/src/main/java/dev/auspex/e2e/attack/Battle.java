package dev.auspex.e2e.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.e2e.suite.Client;

/** One account attacks while another one predicts, and both are asked what became of it. */
public final class Battle {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final URI address;
    private final Client anonymous;
    private final HttpClient http;

    public Battle(URI address) {
        this.address = address;
        this.anonymous = new Client(address);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
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
     * @param failures why there was no answer to the attacker, each reason once
     */
    public record Outcome(
            String attack,
            String what,
            SortedMap<Integer, Integer> attacker,
            SortedMap<Integer, Integer> others,
            double before,
            double during,
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
        ModelVersion churn =
                Client.expect(200, other.get("/api/v1/models/churn/versions/champion"), ModelVersion.class);
        Map<String, Object> features = Client.examples(churn);
        List<Outcome> outcomes = new ArrayList<>();
        for (Attack attack : Attack.all(features, share)) {
            outcomes.add(run(attack, rounds, calm, other, features));
        }
        return outcomes;
    }

    private Outcome run(Attack attack, int rounds, Duration calm, Client other, Map<String, Object> features) {
        Client attacker = Attack.account(anonymous, attack.name());
        if (attack.needsModel()) {
            upload(attacker);
        }
        Watch before = new Watch(other, features);
        before.until(CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(calm.toMillis(), TimeUnit.MILLISECONDS)));
        SortedMap<Integer, Integer> answers = Collections.synchronizedSortedMap(new TreeMap<>());
        Set<String> failures = Collections.synchronizedSet(new TreeSet<>());
        Watch during = new Watch(other, features);
        CompletableFuture<Void> fire = CompletableFuture.completedFuture(null);
        for (int round = 0; round < rounds; round++) {
            fire = fire.thenCompose(ready -> volley(attack, attacker, answers, failures));
        }
        during.until(fire);
        return new Outcome(
                attack.name(), attack.what(), answers, during.statuses, before.p95(), during.p95(), failures);
    }

    private CompletableFuture<Void> volley(
            Attack attack, Client attacker, SortedMap<Integer, Integer> answers, Set<String> failures) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < attack.requests(); i++) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve(attack.path()))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + attacker.accessToken())
                    .header("Content-Type", "application/json")
                    .method(attack.method(), HttpRequest.BodyPublishers.ofByteArray(attack.body()))
                    .build();
            sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .handle((answer, failure) -> {
                        if (failure != null) {
                            failures.add(String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
                        }
                        return answers.merge(answer == null ? 0 : answer.statusCode(), 1, Integer::sum);
                    }));
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
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

    /** Predicts five times a second and takes the time. */
    private static final class Watch {

        private static final long PAUSE_MILLIS = 200;

        private final Client client;
        private final PredictionRequest request;
        private final SortedMap<Integer, Integer> statuses = new TreeMap<>();
        private final List<Double> millis = new ArrayList<>();

        Watch(Client client, Map<String, Object> features) {
            this.client = client;
            this.request = new PredictionRequest("churn", null, features);
        }

        /** Until something has happened, and for a while longer: a breaker may open late. */
        void until(CompletableFuture<Void> over) {
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
