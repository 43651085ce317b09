package dev.auspex.model.registry;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Tracks whether predictions are made with the schema of a version. The first prediction waits until the database has
 * recorded it: until then the schema may still be replaced, and afterwards it never changes.
 */
public final class SchemaUse {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BooleanSupplier store;
    private volatile boolean stored;

    /**
     * @param store records the use, and returns whether this replica still serves the description in force; may block
     */
    SchemaUse(BooleanSupplier store) {
        this.store = store;
    }

    /** Returns whether the use is recorded, so that nothing has to wait. */
    public boolean stored() {
        return stored;
    }

    /**
     * Records the use, then continues on the caller's context.
     *
     * @return fails with UNAVAILABLE if the version has just got another description, or the database is out of reach
     */
    public Uni<Void> store() {
        Context caller = Vertx.currentContext();
        Uni<Void> done = Uni.createFrom()
                .voidItem()
                .onItem()
                .invoke(this::storeNow)
                .runSubscriptionOn(
                        command -> Thread.ofVirtual().name("schema-use").start(command));
        return caller == null ? done : done.emitOn(command -> caller.runOnContext(ignored -> command.run()));
    }

    private void storeNow() {
        if (!stored && !store.getAsBoolean()) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The description of this version has just changed, and the version is being loaded. Try again in"
                            + " a moment.",
                    RETRY);
        }
        stored = true;
    }
}
