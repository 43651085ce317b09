package dev.auspex.prediction.model;

import dev.auspex.chassis.problem.ProblemException;

/** The model service failed in a way that the circuit breaker counts. Carries the problem to answer. */
final class ModelDown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemException problem;

    ModelDown(ProblemException problem) {
        // No stack trace: made on the hot path when it is under stress already.
        super(problem.getMessage(), problem, false, false);
        this.problem = problem;
    }

    ProblemException problem() {
        return problem;
    }
}
