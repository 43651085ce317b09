package dev.auspex.model.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The time when a version was last requested. Every request writes it, so the accesses are opaque: they order
 * no other memory.
 */
final class LastUse {

    private static final VarHandle NANOS;

    static {
        try {
            NANOS = MethodHandles.lookup().findVarHandle(LastUse.class, "nanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long nanos = System.nanoTime();

    void now() {
        NANOS.setOpaque(this, System.nanoTime());
    }

    /** Returns the time on the {@link System#nanoTime} scale of this machine. */
    long nanos() {
        return (long) NANOS.getOpaque(this);
    }
}
