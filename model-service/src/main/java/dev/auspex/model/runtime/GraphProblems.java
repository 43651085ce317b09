package dev.auspex.model.runtime;

import java.util.Optional;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.OutputTooLargeException;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.graph.worker.WorkerException;

/** Maps failures that a caller can do something about to problems. */
public final class GraphProblems {

    private GraphProblems() {}

    /** Returns the problem; empty if nothing but the engine's own message is known. */
    public static Optional<ProblemException> of(GraphException e) {
        return switch (e) {
            case WorkerException worker -> Optional.of(of(worker));
            case OutputTooLargeException large ->
                Optional.of(new ProblemException(
                        ProblemType.INVALID_INPUT,
                        "The outputs for these inputs are too large: one run can return at most " + large.most()
                                + " bytes in total (auspex.engine.largest-output). Request fewer rows or outputs."));
            case RunEndedException ended
            when ended.late() ->
                Optional.of(new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED,
                        "The deadline passed before the model answered. Try again, or allow more time."));
            case RunEndedException ended ->
                Optional.of(new ProblemException(
                        ProblemType.INVALID_INPUT,
                        "The model needs more memory for these inputs than one run may use. Send fewer or"
                                + " smaller inputs."));
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
