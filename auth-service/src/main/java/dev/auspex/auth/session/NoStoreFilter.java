package dev.auspex.auth.session;

import java.util.List;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Answers here hold secrets and personal data: no cache may keep them (RFC 6749, section 5.1), unless a resource says
 * otherwise.
 */
class NoStoreFilter {

    @ServerResponseFilter
    void forbidCaches(ContainerResponseContext response) {
        response.getHeaders().putIfAbsent(HttpHeaders.CACHE_CONTROL, List.of("no-store"));
    }
}
