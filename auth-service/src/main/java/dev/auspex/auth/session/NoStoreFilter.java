package dev.auspex.auth.session;

import java.util.List;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Tells caches not to store answers, because they contain secrets and personal data (RFC 6749, section 5.1). A
 * resource may set another policy.
 */
class NoStoreFilter {

    @ServerResponseFilter
    void forbidCaches(ContainerResponseContext response) {
        response.getHeaders().putIfAbsent(HttpHeaders.CACHE_CONTROL, List.of("no-store"));
    }
}
