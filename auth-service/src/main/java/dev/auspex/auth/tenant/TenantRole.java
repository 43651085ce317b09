package dev.auspex.auth.tenant;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import dev.auspex.contracts.http.Role;

/** A member's role in a tenant, lowest first. Stored by {@link #stored()}. */
public enum TenantRole {
    MEMBER(Role.MEMBER),
    ANALYST(Role.ANALYST),
    ADMIN(Role.ADMIN),
    OWNER(Role.OWNER);

    private final String claim;

    TenantRole(String claim) {
        this.claim = claim;
    }

    /** Returns this role and all roles that it includes, highest first, as they appear in a token. */
    public List<String> granted() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .sorted(Comparator.reverseOrder())
                .map(role -> role.claim)
                .toList();
    }

    /** Returns the name in the database. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if this version does not know the role */
    public static TenantRole ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
