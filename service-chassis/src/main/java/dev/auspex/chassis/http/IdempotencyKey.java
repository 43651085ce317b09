package dev.auspex.chassis.http;

import java.util.List;
import java.util.Set;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Refuses a write request that carries an {@code Idempotency-Key}. The suite does not store such keys, and a client
 * that sends one relies on it for retries.
 */
public class IdempotencyKey {

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final String DETAIL = "`" + Headers.IDEMPOTENCY_KEY
            + "` is not supported: a repeated request would be carried out again."
            + " Send the request without this header.";

    /**
     * Refuses a write request that carries the header.
     *
     * @throws ProblemException INVALID_INPUT if a write request carries the header
     */
    @ServerRequestFilter(nonBlocking = true)
    public void refuse(ContainerRequestContext request) {
        if (CHANGES.contains(request.getMethod()) && request.getHeaderString(Headers.IDEMPOTENCY_KEY) != null) {
            throw new ProblemException(
                    ProblemType.INVALID_INPUT,
                    DETAIL,
                    List.of(new Violation("#" + Headers.IDEMPOTENCY_KEY, "unsupported", DETAIL)));
        }
    }
}
