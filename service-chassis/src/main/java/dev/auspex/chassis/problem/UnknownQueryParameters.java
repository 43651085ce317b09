package dev.auspex.chassis.problem;

import java.util.List;
import java.util.Set;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Refuses query parameters that an operation with such parameters does not have: a misspelt limit or filter, passed over, gets another
 * answer than the one asked for, and deletes more than was meant.
 */
public class UnknownQueryParameters {

    private static final int LONGEST_QUOTE = 60;

    private final ApiDocument api;

    UnknownQueryParameters(ApiDocument api) {
        this.api = api;
    }

    /** @throws ProblemException INVALID_INPUT with each name that is not known */
    @ServerRequestFilter(nonBlocking = true)
    public void refuse(ContainerRequestContext request) {
        Set<String> given = request.getUriInfo().getQueryParameters().keySet();
        if (given.isEmpty()) {
            return;
        }
        Set<String> known =
                api.queryParameters(request.getMethod(), request.getUriInfo().getPath());
        if (known.isEmpty()) {
            return;
        }
        List<Violation> unknown = given.stream()
                .filter(name -> !name.isEmpty() && !known.contains(name))
                .sorted()
                .map(name -> violation(name, known))
                .toList();
        if (!unknown.isEmpty()) {
            String detail = unknown.size() == 1
                    ? unknown.getFirst().message()
                    : unknown.size() + " query parameters are not known; see violations";
            throw new ProblemException(ProblemType.INVALID_INPUT, detail, unknown);
        }
    }

    private static Violation violation(String name, Set<String> known) {
        String told = name.length() <= LONGEST_QUOTE ? name : name.substring(0, LONGEST_QUOTE) + "...";
        return new Violation(
                "#" + told,
                "unknown",
                "there is no query parameter " + told + "; known ones are " + String.join(", ", known));
    }
}
