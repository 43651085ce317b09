package dev.auspex.gateway.key;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How API keys are exchanged for access tokens. */
@ConfigMapping(prefix = "auspex.key")
public interface KeyConfig {

    /** Keys whose tokens are kept at most. */
    @WithDefault("20000")
    long most();

    /** A token is exchanged anew when it has less than this left: enough for a request that begins now. */
    @WithDefault("30s")
    Duration spare();

    /** How long a key that was refused is refused without asking again. */
    @WithDefault("5s")
    Duration refusedFor();

    /** Exchanges at the same time at most; more are answered 503. */
    @WithDefault("64")
    int exchanges();

    /** Longest wait for an exchange. */
    @WithDefault("3s")
    Duration timeout();

    /** Limit class of exchanges by client address: who tries keys must not keep the auth service busy. */
    @WithDefault("exchange")
    String limit();
}
