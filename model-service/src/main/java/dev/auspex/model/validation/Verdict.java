package dev.auspex.model.validation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

import dev.auspex.model.registry.Sentence;

/**
 * What came of a trial.
 *
 * @param problem     why the version cannot be served, or null where it can
 * @param memoryBytes memory that opening and running it took
 * @param odd         whether the version passed, and what comes after this are odd inputs only: they may take too long or too much memory,
 *                    which refuses nothing, and may not bring the process down
 * @param hazard      how it could bring down the process on other inputs, or null where nothing such is known
 */
@RegisterForReflection
public record Verdict(
        @Nullable String problem,
        long memoryBytes,
        boolean odd,
        @Nullable String hazard) {

    /** Before the JSON, so that nothing that a library prints is taken for it. */
    static final String PREFIX = "auspex-verdict ";

    static Verdict refused(String problem) {
        return new Verdict(Sentence.ended(problem), 0, false, null);
    }
}
