package dev.auspex.model.registry;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Whether predictions are made with the schema of a version. The first one waits until the database says so: until then the schema may be
 * described anew, and afterwards it never changes.
 */
public final class SchemaUse {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BooleanSupplier store;
    private volatile boolean stored;

    /** @param store writes it down, and says whether this replica still serves the description that holds; may block */
    SchemaUse(BooleanSupplier store) {
        this.store = store;
    }

    /** Whether it is written down, so that nothing has to be waited for. */
    public boolean stored() {
        return stored;
    }

    /**
     * Writes it down, and goes on where the caller was.
     *
     * @return fails with UNAVAILABLE where the version was described anew a moment ago, or the database is away
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
                    "The version was described anew a moment ago and is being loaded. Try again.",
                    RETRY);
        }
        stored = true;
    }
}
