package dev.auspex.auth.membership;

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
}
