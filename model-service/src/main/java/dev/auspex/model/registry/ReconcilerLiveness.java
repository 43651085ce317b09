package dev.auspex.model.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A replica whose reconciler has died serves what it serves for ever and follows nothing: it has to be started anew. */
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
