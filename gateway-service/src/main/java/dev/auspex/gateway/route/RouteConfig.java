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

/** The route table: everything of the services that is public, and nothing else. */
@ConfigMapping(prefix = "auspex.gateway")
public interface RouteConfig {

    /** The routes, in any order: the longest path that matches wins. */
    List<Entry> routes();

    /**
     * Properties file with a route table of its own, under the same keys. It replaces the table above and is
     * read again when it changes.
     */
    Optional<Path> routesFile();

    /** How often the file is checked for changes. */
    @WithDefault("2s")
    Duration routesRescan();

    /** One route. */
    interface Entry {

        /**
         * Path. A segment {@code *} matches any segment; a trailing {@code /**} matches the path itself
         * and everything below it.
         */
        String path();

        /** Service that answers: a key of {@code auspex.upstream.services}, or {@code gateway}. */
        String service();

        /** {@code public}, {@code token}, {@code key} or {@code either}. */
        Access access();

        /**
         * Comma-separated methods that the route accepts; all usual methods if it is not set. Other
         * methods are answered with 405.
         */
        Optional<Set<String>> methods();

        /**
         * Comma-separated scopes, of which an API key needs one, by method; {@code *} stands for all other methods. The
         * default is read for GET, HEAD and OPTIONS, and manage for the rest.
         */
        Map<String, String> scopes();

        /** Roles, of which the caller needs one; any role will do if it is not set. */
        Optional<Set<String>> roles();

        /** Limit class: a key of {@code auspex.limit.classes}, or {@code none}. */
        String limit();

        /** Tokens that one request takes from the limits. */
        @WithDefault("1")
        int cost();

        /** Largest request body, 0 for none; if it is not set, what the service accepts at this address. */
        Optional<MemorySize> bodyLimit();

        /** Longest wait for the service's answer; also the request's deadline. */
        Duration timeout();

        /** {@code idempotent} or {@code never}: which requests may be sent again after a connection broke. */
        @WithDefault("idempotent")
        Retry retry();
    }
}
