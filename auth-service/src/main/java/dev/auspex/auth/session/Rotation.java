package dev.auspex.auth.session;

import java.util.Locale;
import java.util.UUID;

import jakarta.annotation.Nullable;

import dev.auspex.auth.account.Principal;

/**
 * What became of the use of a refresh token.
 *
 * @param outcome   what happened
 * @param principal who is signed in, for {@link Outcome#ROTATED} and {@link Outcome#REPEATED}, otherwise null
 * @param session   whose session it is, for the same
 * @param successor the next refresh token, for the same
 */
record Rotation(
        Outcome outcome,
        @Nullable Principal principal,
        @Nullable UUID session,
        @Nullable RefreshToken successor) {

    enum Outcome {
        /** Good: it is used up now, and its successor is stored. */
        ROTATED,
        /** Used a moment ago, by another tab most likely: the same successor once more. */
        REPEATED,
        /** No such token. */
        UNKNOWN,
        /** Too old, or its session is. */
        EXPIRED,
        /** Its session was revoked earlier. */
        REVOKED,
        /** Used a moment ago, and its successor is used as well: refused, but no sign of theft. */
        RACED,
        /** Used before: its session is revoked now. */
        REUSED;

        /** The form in metrics. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isGood() {
            return this == ROTATED || this == REPEATED;
        }
    }

    static Rotation refused(Outcome outcome) {
        return new Rotation(outcome, null, null, null);
    }
}
