package dev.auspex.auth.apikey;

import java.util.Collection;
import java.util.List;

import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.http.Scope;

/** Limits the roles of a key's owner to what the key's scopes allow. */
final class Reach {

    private Reach() {}

    /**
     * Returns the roles of a key's token, never above the owner's: any with the scope {@code manage}, at most analyst
     * with {@code read}, and otherwise only member.
     */
    static List<String> roles(TenantRole owner, Collection<String> scopes) {
        TenantRole cap = TenantRole.MEMBER;
        if (scopes.contains(Scope.MANAGE)) {
            cap = TenantRole.OWNER;
        } else if (scopes.contains(Scope.READ)) {
            cap = TenantRole.ANALYST;
        }
        return (owner.compareTo(cap) < 0 ? owner : cap).granted();
    }
}
