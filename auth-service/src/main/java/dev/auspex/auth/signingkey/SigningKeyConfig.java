package dev.auspex.auth.signingkey;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the keys that sign access tokens are kept. */
@ConfigMapping(prefix = "auspex.signing-key")
public interface SigningKeyConfig {

    /**
     * Base64 of the 32 bytes that private keys are encrypted with in the database (AES-256-GCM). Required; every
     * replica and every start needs the same one.
     */
    Optional<String> encryptionKey();

    /** How long the keys may be cached by those who check tokens ({@code Cache-Control} of the key set). */
    @WithDefault("5m")
    Duration keySetMaxAge();

    /** Longest wait for the database when the keys are loaded at start. */
    @WithDefault("30s")
    Duration loadTimeout();

    /** Age at which a key is followed by a new one. */
    @WithDefault("90d")
    Duration rotateEvery();

    /** How long a new key is shown before it signs; longer than those who check tokens keep the keys that they have. */
    @WithDefault("15m")
    Duration announce();

    /** How long the keys before are shown after that; longer than an access token lives. */
    @WithDefault("15m")
    Duration linger();

    /** Pause between two looks for keys that another replica added. */
    @WithDefault("15s")
    Duration reload();
}
