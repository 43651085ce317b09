package dev.auspex.chassis.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Refuses query parameters that the operation does not have, that are repeated, or whose value has the wrong form.
 * Operations without query parameters accept any. If a misspelled limit or filter were ignored, a request would return
 * something other than the caller asked for, or delete more than it meant to.
 */
public class StrictQueryParameters {

    private static final int LONGEST_QUOTE = 60;

    private final ApiDocument api;

    StrictQueryParameters(ApiDocument api) {
        this.api = api;
    }

    /**
     * Refuses a request with wrong query parameters.
     *
     * @throws ProblemException INVALID_INPUT with all violations
     */
    @ServerRequestFilter(nonBlocking = true)
    public void refuse(ContainerRequestContext request) {
        Map<String, List<String>> given = request.getUriInfo().getQueryParameters();
        if (given.isEmpty()) {
            return;
        }
        List<Violation> wrong = violations(
                given,
                api.queryParameters(request.getMethod(), request.getUriInfo().getPath()));
        if (!wrong.isEmpty()) {
            String detail = wrong.size() == 1
                    ? wrong.getFirst().message()
                    : wrong.size() + " query parameters are not valid. See `violations`.";
            throw new ProblemException(ProblemType.INVALID_INPUT, detail, wrong);
        }
    }

    /**
     * Returns what is wrong with the query parameters.
     *
     * @param given values by name
     * @param known parameters by name; if empty, all parameters are accepted
     */
    static List<Violation> violations(Map<String, List<String>> given, Map<String, QueryParameter> known) {
        List<Violation> wrong = new ArrayList<>();
        if (known.isEmpty()) {
            return wrong;
        }
        new TreeMap<>(given).forEach((name, values) -> {
            QueryParameter parameter = known.get(name);
            if (parameter == null) {
                if (!name.isEmpty()) {
                    wrong.add(unknown(name, known));
                }
            } else if (values.size() > 1 && !parameter.list()) {
                wrong.add(new Violation(
                        "#" + name, "repeated", "`" + name + "` occurs " + values.size() + " times. Send it once."));
            } else {
                values.stream()
                        .flatMap(value -> parameter.refusal(value).stream())
                        .findFirst()
                        .ifPresent(words ->
                                wrong.add(new Violation("#" + name, "type", "`" + name + "` must be " + words + ".")));
            }
        });
        return wrong;
    }

    private static Violation unknown(String name, Map<String, QueryParameter> known) {
        String told = name.length() <= LONGEST_QUOTE ? name : name.substring(0, LONGEST_QUOTE) + "...";
        return new Violation(
                "#" + told,
                "unknown",
                "There is no query parameter `" + told + "`. The known parameters are "
                        + String.join(", ", known.keySet()) + ".");
    }
}
