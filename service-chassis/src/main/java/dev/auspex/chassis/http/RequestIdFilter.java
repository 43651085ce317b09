package dev.auspex.chassis.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import dev.auspex.contracts.http.Headers;

/** Adds the request id to every log line of the request. */
public class RequestIdFilter {

    @ServerRequestFilter(nonBlocking = true)
    public void remember(ContainerRequestContext request) {
        String id = request.getHeaderString(Headers.REQUEST_ID);
        if (id != null) {
            MDC.put("requestId", id);
        }
    }
}
