package dev.auspex.gateway.route;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The table of routes: everything that is public of the services, and nothing else. */
@ConfigMapping(prefix = "auspex.gateway")
public interface RouteConfig {

    /** The routes, in any order: the longest path that matches wins. */
    List<Entry> routes();

    /** A properties file with a table of its own, in the same keys; it replaces the one above, and is read again when it changes. */
    Optional<Path> routesFile();

    /** How often the file is looked at. */
    @WithDefault("2s")
    Duration routesRescan();

    /** One route. */
    interface Entry {

        /** Path; a segment may be {@code *}, any one. Or a path followed by {@code /**} for itself and all below it. */
        String path();

        /** Service that answers: a key of {@code auspex.upstream.services}, or {@code gateway}. */
        String service();

        /** {@code public}, {@code token}, {@code key} or {@code either}. */
        Access access();

        /** Methods that it takes, divided by commas; all usual ones where it is not set. Others are answered 405. */
        Optional<Set<String>> methods();

        /**
         * Scopes, divided by commas, of which an API key needs one, by method; {@code *} for all others. Otherwise read for reading
         * and manage for the rest.
         */
        Map<String, String> scopes();

        /** Roles of which the caller needs one; any will do where it is not set. */
        Optional<Set<String>> roles();

        /** Limit class: a key of {@code auspex.limit.classes}, or {@code none}. */
        String limit();

        /** What one request takes of the limits. */
        @WithDefault("1")
        int cost();

        /** Largest request body, 0 for none; where it is not set, what the service takes at this address. */
        Optional<MemorySize> bodyLimit();

        /** Longest wait for the service's answer; also the request's deadline. */
        Duration timeout();

        /** {@code idempotent} or {@code never}: what may be sent again where a connection broke. */
        @WithDefault("idempotent")
        Retry retry();
    }
}
