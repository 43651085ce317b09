package dev.auspex.auth.passkey;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where and how passkeys can be used. */
@ConfigMapping(prefix = "auspex.passkey")
public interface PasskeyConfig {

    /** Address that users see. */
    @WithDefault("http://localhost:8080")
    URI baseUrl();

    /** Further origins whose pages may use passkeys, such as {@code https://app.example.org}. */
    Optional<Set<String>> origins();

    /**
     * Relying party: the host of the base URL, or a domain above it. Passkeys work for that host and all hosts below
     * it. They stop working when it changes.
     */
    Optional<String> relyingParty();

    /** Name that people see when their device prompts them. */
    @WithDefault("Auspex")
    String name();

    /** How long a challenge is valid. */
    @WithDefault("5m")
    Duration challengeLife();

    /** Maximum number of passkeys of one account. */
    @WithDefault("20")
    int most();
}
