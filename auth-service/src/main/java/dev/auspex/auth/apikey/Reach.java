package dev.auspex.auth.apikey;

import java.util.Collection;
import java.util.List;

import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.http.Scope;

/** How far a key's scopes reach among the roles of its owner. */
final class Reach {

    private Reach() {}

    /** The roles that a key's token carries: never above the owner's, and what changes things only with {@code manage}. */
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
