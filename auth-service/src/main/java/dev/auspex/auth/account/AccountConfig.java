package dev.auspex.auth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Requirements for accounts. */
@ConfigMapping(prefix = "auspex.account")
public interface AccountConfig {

    /**
     * Whether an address must be verified before the first sign-in. Registration then always answers 202, whether or
     * not the address already has an account; its owner is told by email which of the two it was.
     */
    @WithDefault("false")
    boolean verificationRequired();
}
