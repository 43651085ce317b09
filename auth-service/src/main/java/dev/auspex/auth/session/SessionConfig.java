package dev.auspex.auth.session;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long sessions and their tokens are valid. */
@ConfigMapping(prefix = "auspex.session")
public interface SessionConfig {

    /** Issuer in access tokens; every service accepts only this one. */
    @WithDefault("http://localhost:8080")
    String issuer();

    /** Lifetime of an access token. */
    @WithDefault("10m")
    Duration accessTokenLife();

    /** Lifetime of a refresh token, and so the longest time that a session can stay unused. */
    @WithDefault("30d")
    Duration refreshTokenLife();

    /** Longest lifetime of a session, however often it is refreshed; after that, the password is required again. */
    @WithDefault("90d")
    Duration longest();

    /**
     * How long after its use a refresh token may be used again. Within this time, another use counts as a race
     * between two browser tabs and gets the same successor, as long as that is unused. Any later use counts as theft,
     * and the session is revoked.
     */
    @WithDefault("10s")
    Duration raceGrace();

    /**
     * Whether browser-mode cookies are sent only over HTTPS. Browsers other than Safari treat {@code localhost} as
     * secure even without HTTPS.
     */
    @WithDefault("true")
    boolean cookieSecure();

    /** Time between two removals of expired sessions. */
    @WithDefault("1h")
    Duration purgeInterval();

    /** Maximum number of sessions, and of refresh tokens, that one removal deletes. */
    @WithDefault("10000")
    int purgeLimit();
}
