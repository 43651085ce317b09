package dev.auspex.prediction.model;

import dev.auspex.chassis.problem.ProblemException;

/** The model service failed in a way that the circuit breaker counts. Carries the problem to answer. */
final class ModelDown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemException problem;
    private final boolean reached;

    private ModelDown(ProblemException problem, boolean reached) {
        // No stack trace: made on the hot path when it is under stress already.
        super(problem.getMessage(), problem, false, false);
        this.problem = problem;
        this.reached = reached;
    }

    /** The model service cannot be reached: nobody's model or input has to do with that. */
    static ModelDown unreachable(ProblemException problem) {
        return new ModelDown(problem, false);
    }

    /** The model service answered with a fault, or not in time: what this caller asked for may be why. */
    static ModelDown atWork(ProblemException problem) {
        return new ModelDown(problem, true);
    }

    /** Whether it was reached. */
    boolean reached() {
        return reached;
    }

    ProblemException problem() {
        return problem;
    }
}
