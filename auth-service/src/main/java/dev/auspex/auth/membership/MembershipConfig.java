package dev.auspex.auth.membership;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits on tenants and invitations. */
@ConfigMapping(prefix = "auspex.membership")
public interface MembershipConfig {

    /** Most tenants that one account owns. */
    @WithDefault("20")
    int mostOwned();

    /** Most open invitations of one tenant. */
    @WithDefault("100")
    int mostInvitations();

    /** Most invitations that one tenant makes within a day, including withdrawn ones. */
    @WithDefault("200")
    int mostInvitationsADay();

    /** How long revoked or expired API keys and closed invitations stay in the database; at least a day. */
    @WithDefault("30d")
    Duration keepClosed();
}
