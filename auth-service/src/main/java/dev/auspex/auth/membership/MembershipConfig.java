package dev.auspex.auth.membership;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits on tenants and invitations. */
@ConfigMapping(prefix = "auspex.membership")
public interface MembershipConfig {

    /** Maximum number of tenants that one account owns. */
    @WithDefault("20")
    int mostOwned();

    /** Maximum number of open invitations of one tenant. */
    @WithDefault("100")
    int mostInvitations();

    /** Maximum number of invitations that one tenant creates within a day, including withdrawn ones. */
    @WithDefault("200")
    int mostInvitationsADay();

    /** How long revoked or expired API keys and closed invitations stay in the database; at least a day. */
    @WithDefault("30d")
    Duration keepClosed();
}
