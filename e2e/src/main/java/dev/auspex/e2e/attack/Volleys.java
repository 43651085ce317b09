package dev.auspex.e2e.attack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Sends all requests of an attack at once, and again when all of them were answered. */
final class Volleys {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Volleys(URI address) {
        this.address = address;
    }

    /**
     * The answers to the attacker.
     *
     * @param statuses number of answers by status; 0 for no answer
     * @param failures reasons why there was no answer, each once
     */
    record Answers(SortedMap<Integer, Integer> statuses, Set<String> failures) {}

    /**
     * Sends volleys, one after the other.
     *
     * @param token access token of the attacker
     */
    CompletableFuture<Answers> fire(Attack attack, String token, int rounds) {
        Answers answers = new Answers(
                Collections.synchronizedSortedMap(new TreeMap<>()), Collections.synchronizedSet(new TreeSet<>()));
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int round = 0; round < rounds; round++) {
            all = all.thenCompose(before -> volley(attack, token, answers));
        }
        return all.thenApply(over -> answers);
    }

    private CompletableFuture<Void> volley(Attack attack, String token, Answers answers) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < attack.requests(); i++) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve(attack.path()))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(attack.method(), HttpRequest.BodyPublishers.ofByteArray(attack.body()))
                    .build();
            sent.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .handle((answer, failure) -> {
                        if (failure != null) {
                            answers.failures()
                                    .add(String.valueOf(failure.getCause() == null ? failure : failure.getCause()));
                        }
                        return answers.statuses().merge(answer == null ? 0 : answer.statusCode(), 1, Integer::sum);
                    }));
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }
}
