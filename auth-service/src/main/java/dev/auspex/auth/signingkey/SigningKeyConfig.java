package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the keys that sign access tokens are stored and rotated. */
@ConfigMapping(prefix = "auspex.signing-key")
public interface SigningKeyConfig {

    /**
     * Base64 of the 32 bytes that encrypt private keys in the database (AES-256-GCM). Required; it must be the same for
     * every replica and every start.
     */
    Optional<String> encryptionKey();

    /** How long clients that verify tokens may cache the keys ({@code Cache-Control} of the key set). */
    @WithDefault("5m")
    Duration keySetMaxAge();

    /** Longest wait for the database when the keys are loaded at startup. */
    @WithDefault("30s")
    Duration loadTimeout();

    /** Age at which a key is replaced by a new one. */
    @WithDefault("90d")
    Duration rotateEvery();

    /** How long a new key is published before it signs; longer than clients cache the keys. */
    @WithDefault("15m")
    Duration announce();

    /** How long earlier keys stay published after that; longer than the lifetime of an access token. */
    @WithDefault("15m")
    Duration linger();

    /** Time between two checks for keys that another replica added. */
    @WithDefault("15s")
    Duration reload();
}
