package dev.auspex.model.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.registry.ServedVersion;

/** Several rows of one call. Each stands in the queue for itself; the call is answered when the last one is. */
@ApplicationScoped
class RowsInference {

    private static final Logger LOG = Logger.getLogger(RowsInference.class);
    private static final int OK = 200;

    private final Inference inference;
    private final InferenceConfig config;

    RowsInference(Inference inference, InferenceConfig config) {
        this.inference = inference;
        this.config = config;
    }

    /** @throws ProblemException where the call itself is not well formed; a row's problem is part of the answer */
    Uni<RowsResult> run(ServedVersion version, RowsRequest request, Priority priority) {
        List<RowsRequest.Row> rows = request == null ? null : request.rows();
        if (rows == null || rows.isEmpty() || rows.size() > RowsRequest.MOST || rows.contains(null)) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, "`rows` must contain 1 to " + RowsRequest.MOST + " rows.");
        }
        return Uni.createFrom().emitter(emitter -> start(version, rows, priority, emitter));
    }

    private void start(
            ServedVersion version,
            List<RowsRequest.Row> rows,
            Priority priority,
            UniEmitter<? super RowsResult> emitter) {
        Answers answers = new Answers(rows.size(), emitter);
        List<Cancellable> running = new ArrayList<>(rows.size());
        // Nobody computes for a caller that went away.
        emitter.onTermination(() -> running.forEach(Cancellable::cancel));
        for (int i = 0; i < rows.size(); i++) {
            int place = i;
            running.add(row(version, rows.get(i), priority)
                    .subscribe()
                    .with(
                            result -> answers.put(place, new RowsResult.Row(OK, null, result)),
                            failure -> answers.put(place, problem(failure))));
        }
    }

    private Uni<InferenceResult> row(ServedVersion version, RowsRequest.Row row, Priority priority) {
        Duration left = Duration.ofMillis(Math.max(0, row.deadlineMillis()));
        Duration longest = config.longestDeadline();
        try {
            return inference.row(
                    version, row.features(), Deadline.in(left.compareTo(longest) < 0 ? left : longest), priority);
        } catch (ProblemException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private static RowsResult.Row problem(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            Integer seconds = problem.retryAfter()
                    .map(wait -> Math.toIntExact(wait.toSeconds()))
                    .orElse(null);
            return new RowsResult.Row(
                    problem.type().status(),
                    seconds,
                    null,
                    problem.violations().isEmpty() ? null : problem.violations());
        }
        LOG.error("row failed unexpectedly", failure);
        return new RowsResult.Row(ProblemType.INTERNAL.status(), null, null);
    }

    /** Gathers what comes in any order and on any thread. */
    private static final class Answers {

        private final RowsResult.Row[] rows;
        private final AtomicInteger missing;
        private final UniEmitter<? super RowsResult> emitter;

        Answers(int count, UniEmitter<? super RowsResult> emitter) {
            this.rows = new RowsResult.Row[count];
            this.missing = new AtomicInteger(count);
            this.emitter = emitter;
        }

        void put(int place, RowsResult.Row row) {
            rows[place] = row;
            if (missing.decrementAndGet() == 0) {
                emitter.complete(new RowsResult(Arrays.asList(rows)));
            }
        }
    }
}
