package dev.auspex.model.runtime;

import java.util.Optional;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.OutputTooLargeException;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.worker.WorkerException;

/** What a caller is told whose request failed for a reason that it can do something about. */
public final class GraphProblems {

    private GraphProblems() {}

    /** Empty where the engine's own words are all that is known. */
    public static Optional<ProblemException> of(GraphException e) {
        return switch (e) {
            case WorkerException worker -> Optional.of(of(worker));
            case OutputTooLargeException large ->
                Optional.of(new ProblemException(
                        ProblemType.INVALID_INPUT,
                        "The outputs for these inputs are too large: one run may give at most " + large.most()
                                + " bytes in all (auspex.engine.largest-output). Ask for fewer rows or outputs."));
            case RunEndedException ended
            when ended.late() ->
                Optional.of(new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "The deadline passed before the model had answered"));
            case RunEndedException ended ->
                Optional.of(new ProblemException(
                        ProblemType.INVALID_INPUT,
                        "The model takes more memory for these inputs than one run may. Send less at once."));
            default -> Optional.empty();
        };
    }

    private static ProblemException of(WorkerException e) {
        ProblemType type =
                switch (e.kind()) {
                    case BUSY -> ProblemType.OVERLOADED;
                    case LOST, BLOCKED -> ProblemType.UNAVAILABLE;
                };
        return new ProblemException(type, e.getMessage(), e.retryAfter());
    }
}
