package dev.auspex.gateway.door;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whom the door believes. */
@ConfigMapping(prefix = "auspex.door")
public interface DoorConfig {

    /** Networks (CIDR) of proxies whose {@code X-Forwarded-*} is believed; none where it is not set. */
    Optional<List<String>> trustedProxies();

    /** Origins of other web applications whose pages may call the API, such as {@code https://app.example.org}. */
    Optional<List<String>> corsOrigins();

    /** How long a browser may keep the answer to a preflight. */
    @WithDefault("1h")
    Duration corsMaxAge();

    /** What browsers are told of TLS. */
    Hsts hsts();

    /** {@code Strict-Transport-Security} (RFC 6797), on answers over TLS. */
    interface Hsts {

        /** Whether it is sent. */
        @WithDefault("true")
        boolean enabled();

        /** How long browsers use nothing but TLS; 0 has them forget what they were told. */
        @WithDefault("365d")
        Duration maxAge();

        /** Whether it goes for hosts below this one too. */
        @WithDefault("false")
        boolean includeSubdomains();
    }
}
