package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.ModelSummary;

/**
 * Models of one owner, as last listed by the model service. At most one list request is in flight. Callers that ask in
 * the meantime share its answer. If a change is reported after the request was sent, another request follows it. If a
 * request fails, the last known list stays.
 */
final class Listing {

    private final Supplier<Uni<List<ModelSummary>>> source;
    private final Misses misses;
    private final Outcome outcome;
    private final AtomicReference<Question> underWay = new AtomicReference<>();
    private volatile Map<String, ModelSummary> models = Map.of();
    private volatile long toldNanos;
    private volatile boolean told;
    private volatile @Nullable Throwable failure;

    /** Callbacks for the end of a list request. */
    interface Outcome {

        void answered(int models);

        void failed(int known, Throwable cause);
    }

    /**
     * @param source sends a list request to the model service
     * @param misses limit on the requests that unknown names may cause
     */
    Listing(Supplier<Uni<List<ModelSummary>>> source, Misses misses, Outcome outcome) {
        this.source = source;
        this.misses = misses;
        this.outcome = outcome;
    }

    /** A list request, and whether its answer may already be out of date. */
    private static final class Question {

        private final CompletableFuture<Map<String, ModelSummary>> answer = new CompletableFuture<>();
        private volatile boolean overtaken;
    }

    /** Returns the last known models by name; empty if none were ever listed. */
    Map<String, ModelSummary> known() {
        return models;
    }

    /** Returns whether a list was received within the given age. */
    boolean fresh(Duration age) {
        return told && System.nanoTime() - toldNanos < age.toNanos();
    }

    /**
     * Returns the last known list if it is within the given age, and otherwise asks the model service. If that fails,
     * the last known list is the answer, whatever its age.
     */
    CompletableFuture<Map<String, ModelSummary>> within(Duration age) {
        if (fresh(age)) {
            return CompletableFuture.completedFuture(models);
        }
        CompletableFuture<Map<String, ModelSummary>> answer = ask();
        return told ? answer.exceptionally(cause -> models) : answer;
    }

    /**
     * Asks the model service again after a name was not found. If unknown names have caused too many requests, the
     * result is that of the last request instead, list or failure.
     *
     * @param found whether a list has the missing name; a request that was already in flight may be too old to have it
     */
    CompletableFuture<Map<String, ModelSummary>> afterMiss(Predicate<Map<String, ModelSummary>> found) {
        Question other = underWay.get();
        return other == null
                ? askIfAllowed()
                : other.answer.thenCompose(
                        list -> found.test(list) ? CompletableFuture.completedFuture(list) : askIfAllowed());
    }

    private CompletableFuture<Map<String, ModelSummary>> askIfAllowed() {
        if (!told || misses.take()) {
            return ask();
        }
        Throwable cause = failure;
        return cause == null ? CompletableFuture.completedFuture(models) : CompletableFuture.failedFuture(cause);
    }

    /** Asks the model service for the list, or joins the request that is in flight. */
    CompletableFuture<Map<String, ModelSummary>> ask() {
        Question mine = new Question();
        Question other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other.answer;
        }
        send(mine);
        return mine.answer;
    }

    /** Asks again after a change. A request in flight may miss the change, so another one follows it. */
    void changed() {
        Question other = underWay.get();
        if (other != null) {
            other.overtaken = true;
            // The request may have ended before the mark was set. Then nobody saw the mark.
            if (underWay.get() == other) {
                return;
            }
        }
        CompletableFuture<Map<String, ModelSummary>> unused = ask();
    }

    private void send(Question question) {
        try {
            source.get().subscribe().with(list -> answered(question, list), cause -> failed(question, cause));
        } catch (RuntimeException e) {
            failed(question, e);
        }
    }

    private void answered(Question question, List<ModelSummary> list) {
        Map<String, ModelSummary> fresh = list.stream()
                .collect(Collectors.toUnmodifiableMap(ModelSummary::name, Function.identity(), (a, b) -> b));
        models = fresh;
        toldNanos = System.nanoTime();
        told = true;
        failure = null;
        outcome.answered(fresh.size());
        end(question);
        question.answer.complete(fresh);
    }

    private void failed(Question question, Throwable cause) {
        failure = cause;
        outcome.failed(models.size(), cause);
        underWay.set(null);
        question.answer.completeExceptionally(cause);
    }

    private void end(Question question) {
        underWay.set(null);
        if (question.overtaken) {
            CompletableFuture<Map<String, ModelSummary>> unused = ask();
        }
    }
}
