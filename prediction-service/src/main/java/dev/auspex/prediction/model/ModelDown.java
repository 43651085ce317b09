package dev.auspex.prediction.model;

import dev.auspex.chassis.problem.ProblemException;

/** Failure of the model service that a circuit breaker counts. Carries the problem to answer with. */
final class ModelDown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemException problem;
    private final boolean reached;

    private ModelDown(ProblemException problem, boolean reached) {
        // No stack trace: this is created on the hot path while the service is already under stress.
        super(problem.getMessage(), problem, false, false);
        this.problem = problem;
        this.reached = reached;
    }

    /** Returns the failure of a model service that cannot be reached. No caller's model or input can be the cause. */
    static ModelDown unreachable(ProblemException problem) {
        return new ModelDown(problem, false);
    }

    /** Returns the failure of a model service that answered with an error or too late, perhaps due to the request. */
    static ModelDown atWork(ProblemException problem) {
        return new ModelDown(problem, true);
    }

    /** Returns whether the model service was reached. */
    boolean reached() {
        return reached;
    }

    ProblemException problem() {
        return problem;
    }
}
