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
 * The models of one owner as they were last told. At most one question is under way; whoever asks meanwhile gets its answer, unless
 * something changed after the question was sent. When no answer comes, what is known stays.
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

    /** Hears how questions end. */
    interface Outcome {

        void answered(int models);

        void failed(int known, Throwable cause);
    }

    /**
     * @param source asks the model service
     * @param misses how often names that are not known may cause questions
     */
    Listing(Supplier<Uni<List<ModelSummary>>> source, Misses misses, Outcome outcome) {
        this.source = source;
        this.misses = misses;
        this.outcome = outcome;
    }

    /** A question, and whether what it brings is out of date already. */
    private static final class Question {

        private final CompletableFuture<Map<String, ModelSummary>> answer = new CompletableFuture<>();
        private volatile boolean overtaken;
    }

    /** Model by its name, as it was told last; empty where it never was. */
    Map<String, ModelSummary> known() {
        return models;
    }

    /** Whether it was told, and no longer ago than a time. */
    boolean fresh(Duration age) {
        return told && System.nanoTime() - toldNanos < age.toNanos();
    }

    /** What is known where it is no older than a time, and otherwise what the model service says now. */
    CompletableFuture<Map<String, ModelSummary>> within(Duration age) {
        if (fresh(age)) {
            return CompletableFuture.completedFuture(models);
        }
        CompletableFuture<Map<String, ModelSummary>> answer = ask();
        return told ? answer.exceptionally(cause -> models) : answer;
    }

    /**
     * What the model service says now, or where names that are not known caused too many questions, what it said last.
     *
     * @param found whether a list has what is missing; an answer that was under way may be too old for it
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

    /** What the model service says now. */
    CompletableFuture<Map<String, ModelSummary>> ask() {
        Question mine = new Question();
        Question other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other.answer;
        }
        send(mine);
        return mine.answer;
    }

    /** Asks because something changed: an answer that is under way may not tell of it yet, and is followed by another question. */
    void changed() {
        Question other = underWay.get();
        if (other != null) {
            other.overtaken = true;
            // It may have ended between the two lines, when nobody saw the mark.
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
