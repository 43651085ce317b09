package dev.auspex.model.inference;

import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.budget.Budget;
import dev.auspex.chassis.budget.ByteBudget.Charge;
import dev.auspex.chassis.problem.ProblemException;

/** Memory for what a request becomes, requested before it is allocated. Any number of threads may use it. */
public interface Room {

    /** Room for a request that is charged elsewhere, or not at all. */
    Room UNBOUNDED = new Room() {

        @Override
        public void take(long bytes) {
            // There is always room.
        }

        @Override
        public void give(long bytes) {
            // Nothing is counted.
        }
    };

    /** Returns the room that the charge of a request gives; unbounded if the request has none. */
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

    /** Takes bytes, or throws a {@link ProblemException} if there is no room for them. */
    void take(long bytes);

    /** Gives back bytes that are no longer needed. */
    void give(long bytes);
}
