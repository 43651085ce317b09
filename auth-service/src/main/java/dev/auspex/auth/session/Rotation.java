package dev.auspex.auth.session;

import java.util.Locale;
import java.util.UUID;

import jakarta.annotation.Nullable;

import dev.auspex.auth.account.Principal;

/**
 * The result of using a refresh token.
 *
 * @param outcome   what happened
 * @param principal who is signed in, for {@link Outcome#ROTATED} and {@link Outcome#REPEATED}, otherwise null
 * @param session   the session, for the same outcomes, otherwise null
 * @param successor the next refresh token, for the same outcomes, otherwise null
 */
record Rotation(
        Outcome outcome,
        @Nullable Principal principal,
        @Nullable UUID session,
        @Nullable RefreshToken successor) {

    enum Outcome {
        /** Valid. It is used up now, and its successor is stored. */
        ROTATED,
        /** Used just now, most likely by another tab. It gets the same successor again. */
        REPEATED,
        /** Unknown. */
        UNKNOWN,
        /** Expired, or its session has expired. */
        EXPIRED,
        /** Its session was revoked earlier. */
        REVOKED,
        /** Used just now, and so was its successor. It is refused, but this is not a sign of theft. */
        RACED,
        /** Used earlier. Its session is revoked now. */
        REUSED;

        /** Returns the value in metrics. */
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
