package dev.auspex.graph.engine;

/** Memory for what preparing makes of a value, asked for before it is allocated. */
@FunctionalInterface
public interface PreparationMemory {

    /** For values that nobody sends: samples and examples. */
    PreparationMemory UNBOUNDED = bytes -> {};

    /** Takes bytes, or throws an unchecked exception of whoever keeps count where there is no room for them. */
    void take(long bytes);
}
