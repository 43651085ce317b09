package dev.auspex.gateway.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Keeps a replica out of traffic until it knows what was revoked, or until the wait for Kafka is over. */
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
