package dev.auspex.auth.session;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long sessions and their tokens live. */
@ConfigMapping(prefix = "auspex.session")
public interface SessionConfig {

    /** Issuer in access tokens; every service accepts only this one. */
    @WithDefault("http://localhost:8080")
    String issuer();

    /** Life of an access token. */
    @WithDefault("10m")
    Duration accessTokenLife();

    /** Life of a refresh token, and so the longest pause in the use of a session. */
    @WithDefault("30d")
    Duration refreshTokenLife();

    /** Longest life of a session, however often it is refreshed; after it the password is asked for again. */
    @WithDefault("90d")
    Duration longest();

    /**
     * Time after the use of a refresh token within which another use is taken for the race of two browser tabs, and gets the same
     * successor as long as that is unused. Later than that it is taken for theft, and the session is revoked.
     */
    @WithDefault("10s")
    Duration raceGrace();

    /**
     * Whether the cookie of browser mode is sent over HTTPS only. Browsers take {@code localhost} for safe without HTTPS, except
     * Safari.
     */
    @WithDefault("true")
    boolean cookieSecure();

    /** Pause between two removals of expired sessions. */
    @WithDefault("1h")
    Duration purgeInterval();

    /** Most sessions, and most refresh tokens, that one removal takes. */
    @WithDefault("10000")
    int purgeLimit();
}
