package dev.auspex.gateway.route;

import java.time.Duration;
import java.util.List;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;

/** The table of routes: everything that is public of the services, and nothing else. */
@ConfigMapping(prefix = "auspex.gateway")
public interface RouteConfig {

    /** The routes, in any order: the longest path that matches wins. */
    List<Entry> routes();

    /** One route. */
    interface Entry {

        /** Path; a segment may be {@code *}, any one. Or a path followed by {@code /**} for itself and all below it. */
        String path();

        /** Service that answers: a key of {@code auspex.upstream.services}. */
        String service();

        /** {@code public} or {@code token}. */
        Access access();

        /** Limit class: a key of {@code auspex.limit.classes}. */
        String limit();

        /** Largest request body; 0 for none. */
        MemorySize bodyLimit();

        /** Longest wait for the service's answer; also the request's deadline. */
        Duration timeout();
    }
}
