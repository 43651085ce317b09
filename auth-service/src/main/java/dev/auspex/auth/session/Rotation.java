package dev.auspex.auth.session;

import java.util.Locale;

import jakarta.annotation.Nullable;

import dev.auspex.auth.account.Principal;

/**
 * What became of the use of a refresh token.
 *
 * @param outcome   what happened
 * @param principal who is signed in, for {@link Outcome#ROTATED}, otherwise null
 */
record Rotation(Outcome outcome, @Nullable Principal principal) {

    enum Outcome {
        /** Good: it is used up now, and its successor is stored. */
        ROTATED,
        /** No such token. */
        UNKNOWN,
        /** Too old, or its session is. */
        EXPIRED,
        /** Its session was revoked earlier. */
        REVOKED,
        /** Used a moment ago, by another tab most likely. */
        RACED,
        /** Used before: its session is revoked now. */
        REUSED;

        /** The form in metrics. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Rotation refused(Outcome outcome) {
        return new Rotation(outcome, null);
    }
}
