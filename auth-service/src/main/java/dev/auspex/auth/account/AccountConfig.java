package dev.auspex.auth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who may have an account. */
@ConfigMapping(prefix = "auspex.account")
public interface AccountConfig {

    /**
     * Whether an address has to be verified before the first sign-in. Registration then answers 202 whether the address has an
     * account or not, and its owner learns by mail which.
     */
    @WithDefault("false")
    boolean verificationRequired();
}
