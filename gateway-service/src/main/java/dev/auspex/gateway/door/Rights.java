package dev.auspex.gateway.door;

import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.token.Principal;

/** Decides whether an authenticated caller may use a route. Finer rules for each role are left to the services. */
final class Rights {

    private static final Refusal PEOPLE_ONLY = new Refusal(
            "rights", ProblemType.FORBIDDEN, "API keys cannot use this address. Sign in and send an access token.");

    private static final Refusal KEYS_ONLY = new Refusal(
            "rights", ProblemType.FORBIDDEN, "Only API keys can use this address. Send one as `X-API-Key`.");

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
                        "This API key lacks the scope `" + String.join("` or `", scopes)
                                + "`. Create a key that has it.",
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
                    "This operation requires one of the roles " + String.join(", ", new TreeSet<>(route.roles()))
                            + ". Ask an admin of the tenant.");
        }
        return null;
    }
}
