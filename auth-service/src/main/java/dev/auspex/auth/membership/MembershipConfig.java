package dev.auspex.auth.membership;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many tenants, members and invitations there may be. */
@ConfigMapping(prefix = "auspex.membership")
public interface MembershipConfig {

    /** Most tenants that one account owns. */
    @WithDefault("20")
    int mostOwned();

    /** Most open invitations of one tenant. */
    @WithDefault("100")
    int mostInvitations();

    /** Most invitations that one tenant makes within a day, withdrawn ones too. */
    @WithDefault("200")
    int mostInvitationsADay();

    /** How long API keys that are revoked or expired, and invitations that are closed, stay in the database. At least a day. */
    @WithDefault("30d")
    Duration keepClosed();
}
