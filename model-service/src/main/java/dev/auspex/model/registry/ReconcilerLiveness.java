package dev.auspex.model.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness of the reconciler. A replica whose reconciler has died keeps serving its old state and follows no change, so
 * it has to be restarted.
 */
@Liveness
@ApplicationScoped
class ReconcilerLiveness implements HealthCheck {

    private final Reconciler reconciler;

    ReconcilerLiveness(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("reconciler")
                .status(reconciler.alive())
                .build();
    }
}
