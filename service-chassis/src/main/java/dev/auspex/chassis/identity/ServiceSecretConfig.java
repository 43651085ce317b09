package dev.auspex.chassis.identity;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The secret that the services share, for calls without a user behind them. */
@ConfigMapping(prefix = "auspex.service")
public interface ServiceSecretConfig {

    /** At least 32 characters, equal in all services; from {@code AUSPEX_SERVICE_SECRET}. */
    Optional<String> secret();
}
