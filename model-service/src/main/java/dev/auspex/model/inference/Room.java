package dev.auspex.model.inference;

import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.problem.ProblemException;

/** Memory for what is made of a request, asked for before it is allocated. For any number of threads. */
public interface Room {

    /** For a request that is charged by somebody else, or that nobody charges. */
    Room UNBOUNDED = new Room() {

        @Override
        public void take(long bytes) {
            // There is always room.
        }

        @Override
        public void give(long bytes) {
            // Nobody counts.
        }
    };

    /** The room that a request's account has; unbounded where it has none. */
    static Room of(Budget budget, @Nullable Charge charge) {
        if (charge == null) {
            return UNBOUNDED;
        }
        return new Room() {

            @Override
            public void take(long bytes) {
                budget.take(charge, bytes);
            }

            @Override
            public void give(long bytes) {
                charge.give(bytes);
            }
        };
    }

    /** Takes bytes, or throws a {@link ProblemException} where there is no room for them. */
    void take(long bytes);

    /** Gives back bytes that are needed no longer. */
    void give(long bytes);
}
