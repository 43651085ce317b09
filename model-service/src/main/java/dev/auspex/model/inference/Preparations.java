package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.PreparationException;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.Values;
import dev.auspex.model.registry.ServedVersion;

/**
 * Brings texts and images into the form that a graph takes, beside the event loops: a long text takes milliseconds. A few threads
 * do so, and a bounded number of values waits for them.
 */
final class Preparations implements AutoCloseable {

    /** Most values of one request for tensors; each is a run, or a part of one. */
    static final int MOST_VALUES = 256;

    /** How many of them wait in the queue at a time, so that one request does not fill it. */
    static final int AT_ONCE = 8;

    private static final int IDLE_SECONDS = 60;
    private static final Duration OVERLOADED_RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSING_RETRY = Duration.ofSeconds(1);

    private final ThreadPoolExecutor threads;

    /**
     * @param workers threads, at least one
     * @param waiting most values that wait for them; one call may bring as many
     * @param idle    whether threads that have nothing to do end
     */
    Preparations(int workers, int waiting, boolean idle) {
        this.threads = new ThreadPoolExecutor(
                workers,
                workers,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().name("preparation-", 0).daemon().factory());
        if (idle) {
            threads.allowCoreThreadTimeOut(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * Fails with INVALID_INPUT where the value cannot be used, with OVERLOADED where too many wait, with DEADLINE_EXCEEDED where
     * its turn comes too late. The answer comes on the context that it was asked on.
     */
    Uni<Preparation.Prepared> prepared(Preparation preparation, String value, Deadline deadline) {
        Context context = Vertx.currentContext();
        Uni<Preparation.Prepared> done = Uni.createFrom()
                .item(() -> prepare(preparation, value, deadline))
                .runSubscriptionOn(threads)
                .onFailure(RejectedExecutionException.class)
                .transform(full -> new ProblemException(
                        ProblemType.OVERLOADED,
                        "Too many texts and images are waiting to be read. Try again in a moment.",
                        OVERLOADED_RETRY));
        return context == null ? done : done.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private static Preparation.Prepared prepare(Preparation preparation, String value, Deadline deadline) {
        if (deadline.passed()) {
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED,
                    "The deadline passed before the model answered. Try again, or allow more time.");
        }
        try {
            return preparation.prepare(value);
        } catch (PreparationException e) {
            if (e.code().equals(PreparationException.CLOSED)) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "This version is being unloaded. Try again in a moment.",
                        CLOSING_RETRY);
            }
            if (e.code().equals(PreparationException.UNAVAILABLE)) {
                throw new ProblemException(ProblemType.UNAVAILABLE, e.getMessage(), CLOSING_RETRY);
            }
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    e.getMessage(),
                    List.of(new Violation(pointer(preparation), e.code(), e.getMessage())));
        }
    }

    /** What is unusual about a value, as warnings of an answer. */
    static List<Violation> warnings(ServedVersion version, Preparation.Prepared prepared) {
        return prepared.notices().stream()
                .map(notice -> new Violation(pointer(version.preparation()), notice.code(), notice.message()))
                .toList();
    }

    /** The values that a request for tensors gives. */
    static String[] values(TensorCall call) {
        String[] values = call.inputs()[0].texts();
        if (values.length > MOST_VALUES) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    "The input has " + values.length + " values; at most " + MOST_VALUES
                            + " are allowed in one request.");
        }
        return values;
    }

    /** Answers to several values as one. */
    static Values[] joined(List<Values[]> answers) {
        Values[] joined = new Values[answers.getFirst().length];
        for (int i = 0; i < joined.length; i++) {
            List<Values> parts = new ArrayList<>(answers.size());
            for (Values[] answer : answers) {
                parts.add(answer[i]);
            }
            try {
                joined[i] = Values.joined(parts);
            } catch (GraphException e) {
                throw new ProblemException(
                        ProblemType.INVALID_INPUT,
                        "The values cannot be answered together: " + e.getMessage() + ". Send one value per request.");
            }
        }
        return joined;
    }

    private static String pointer(Preparation preparation) {
        return "/features/" + preparation.given().name().replace("~", "~0").replace("/", "~1");
    }
}
