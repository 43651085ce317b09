package dev.auspex.chassis.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The claims of a token whose signature was checked. SmallRye's own principal throws and catches an exception inside at each
 * look at a claim that MicroProfile does not know, such as the tenant; here it is paid once for each token.
 */
final class CheckedToken implements JsonWebToken {

    private final String name;
    private final Map<String, Object> claims = new HashMap<>();

    CheckedToken(JsonWebToken token) {
        this.name = token.getName();
        for (String claim : token.getClaimNames()) {
            claims.put(claim, token.getClaim(claim));
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Set<String> getClaimNames() {
        return Set.copyOf(claims.keySet());
    }

    // The interface asks for this: each caller knows its claim's type.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    @Override
    public <T> T getClaim(String claim) {
        return (T) claims.get(claim);
    }
}
