package dev.auspex.auth.external;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The external OpenID provider, where there is one. Its other addresses are found by its discovery document. */
@ConfigMapping(prefix = "auspex.external")
public interface ExternalConfig {

    /** Issuer, as it stands in the provider's discovery document. */
    Optional<String> issuer();

    /** This installation's name at the provider. */
    Optional<String> clientId();

    /** Its secret there. */
    Optional<String> clientSecret();

    /** What people call the provider. */
    @WithDefault("Single sign-on")
    String label();

    /** Address that users see; the provider must know its {@code /api/v1/auth/external/callback}. */
    @WithDefault("http://localhost:8080")
    String baseUrl();

    /** Longest wait for one answer of the provider. */
    @WithDefault("5s")
    Duration patience();
}
