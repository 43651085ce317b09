package dev.auspex.gateway.door;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which proxies and origins the gateway trusts. */
@ConfigMapping(prefix = "auspex.door")
public interface DoorConfig {

    /** Networks (CIDR) of proxies whose {@code X-Forwarded-*} headers are trusted; none if it is not set. */
    Optional<List<String>> trustedProxies();

    /** Origins of other web applications whose pages may call the API, such as {@code https://app.example.org}. */
    Optional<List<String>> corsOrigins();

    /** How long a browser may cache the answer to a preflight request. */
    @WithDefault("1h")
    Duration corsMaxAge();

    /** HTTP Strict Transport Security. */
    Hsts hsts();

    /** {@code Strict-Transport-Security} (RFC 6797), sent with answers over TLS. */
    interface Hsts {

        /** Whether the header is sent. */
        @WithDefault("true")
        boolean enabled();

        /** How long browsers use only TLS; 0 makes them forget the policy. */
        @WithDefault("365d")
        Duration maxAge();

        /** Whether the policy also applies to subdomains. */
        @WithDefault("false")
        boolean includeSubdomains();
    }
}
