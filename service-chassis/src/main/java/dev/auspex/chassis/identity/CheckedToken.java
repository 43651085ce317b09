package dev.auspex.chassis.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The claims of a token whose signature has been checked. SmallRye's own principal throws and catches an exception
 * internally on each read of a claim that MicroProfile does not define, such as the tenant. Copying the claims pays
 * that cost once for each token.
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

    // The interface requires this signature. Each caller knows the type of its claim.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    @Override
    public <T> T getClaim(String claim) {
        return (T) claims.get(claim);
    }
}
