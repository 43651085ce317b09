package dev.auspex.gateway.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A replica takes no traffic before it knows what was revoked, for as long as Kafka may be expected to answer. */
@Readiness
@ApplicationScoped
class RevocationReadiness implements HealthCheck {

    private final RevocationFeed feed;

    RevocationReadiness(RevocationFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("revocations read")
                .status(feed.ready())
                .withData("heard", feed.connected())
                .build();
    }
}
