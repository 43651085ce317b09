package dev.auspex.chassis.identity;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The secret that the services share, for calls that no user makes. */
@ConfigMapping(prefix = "auspex.service")
public interface ServiceSecretConfig {

    /** At least 32 characters and the same in all services, from {@code AUSPEX_SERVICE_SECRET}. */
    Optional<String> secret();
}
