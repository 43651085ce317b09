package dev.auspex.gateway.door;

import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.token.Principal;

/** Decides whether an authenticated caller may use a route. Finer rules for each role are left to the services. */
final class Rights {

    private static final Refusal PEOPLE_ONLY =
            new Refusal("rights", ProblemType.FORBIDDEN, "An API key does not reach this address; sign in as a person");

    private static final Refusal KEYS_ONLY =
            new Refusal("rights", ProblemType.FORBIDDEN, "This address is for API keys only");

    private Rights() {}

    /** Returns the reason to refuse the caller, or null if the caller may use the route. */
    static @Nullable Refusal refusal(Route route, String method, Principal principal) {
        if (principal.isKey()) {
            if (route.access() == Access.TOKEN) {
                return PEOPLE_ONLY;
            }
            List<String> scopes = route.scopes(method);
            if (Collections.disjoint(principal.scopes(), scopes)) {
                return new Refusal(
                        "rights",
                        ProblemType.FORBIDDEN,
                        "This needs an API key with the scope " + String.join(" or ", scopes),
                        null,
                        "Bearer realm=\"auspex\", error=\"insufficient_scope\", scope=\"" + String.join(" ", scopes)
                                + "\"");
            }
        } else if (route.access() == Access.KEY) {
            return KEYS_ONLY;
        }
        if (!route.roles().isEmpty() && Collections.disjoint(route.roles(), principal.roles())) {
            return new Refusal(
                    "rights",
                    ProblemType.FORBIDDEN,
                    "This needs one of the roles " + String.join(", ", new java.util.TreeSet<>(route.roles()))
                            + "; ask an admin of the tenant");
        }
        return null;
    }
}
