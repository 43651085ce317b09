package dev.auspex.model.registry;

/** Ends messages with a full stop. */
public final class Sentence {

    private Sentence() {}

    /** Returns a text that ends with exactly one full stop, whether or not it has one already. */
    public static String ended(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
