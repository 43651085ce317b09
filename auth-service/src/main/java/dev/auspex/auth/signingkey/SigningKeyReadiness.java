package dev.auspex.auth.signingkey;

import java.time.Duration;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports ready if the database responds to the service's own role, and its newest signing key is loaded here. */
@Readiness
@ApplicationScoped
class SigningKeyReadiness implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SigningKeys keys;

    SigningKeyReadiness(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .deferred(keys::inStep)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(inStep -> response(inStep, inStep ? "up to date" : "a key in the database cannot be loaded"))
                .onFailure()
                .recoverWithItem(failure -> response(false, "the database is not responding"));
    }

    private static HealthCheckResponse response(boolean up, String state) {
        return HealthCheckResponse.named("database and signing key")
                .status(up)
                .withData("state", state)
                .build();
    }
}
