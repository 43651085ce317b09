package dev.auspex.graph.engine;

/** Accounts for the memory that preparing a value needs, before it is allocated. */
@FunctionalInterface
public interface PreparationMemory {

    /** For values that no caller sends: samples and examples. */
    PreparationMemory UNBOUNDED = bytes -> {};

    /** Charges bytes. If there is no room for them, throws an unchecked exception of the implementation's choice. */
    void take(long bytes);
}
