package dev.auspex.model.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** When a version was last asked for. Written by every request, so without any order towards other memory. */
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

    /** On this machine's {@link System#nanoTime} scale. */
    long nanos() {
        return (long) NANOS.getOpaque(this);
    }
}
