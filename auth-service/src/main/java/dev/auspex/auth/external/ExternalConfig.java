package dev.auspex.auth.external;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The external OpenID provider, if there is one. Its other addresses come from its discovery document. */
@ConfigMapping(prefix = "auspex.external")
public interface ExternalConfig {

    /** Issuer, exactly as in the provider's discovery document. */
    Optional<String> issuer();

    /** Client id of this installation at the provider. */
    Optional<String> clientId();

    /** Client secret of this installation at the provider. */
    Optional<String> clientSecret();

    /** Name of the provider, as users see it. */
    @WithDefault("Single sign-on")
    String label();

    /** Address that users see; the provider must know its {@code /api/v1/auth/external/callback}. */
    @WithDefault("http://localhost:8080")
    String baseUrl();

    /** Longest wait for one response from the provider. */
    @WithDefault("5s")
    Duration patience();
}
