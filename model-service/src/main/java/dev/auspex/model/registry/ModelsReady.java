package dev.auspex.model.registry;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Readiness of the models: up once the packages are loaded and warmed up, and at least one can be served or none is
 * broken. Names each broken package with its cause.
 */
@Readiness
@Startup
@ApplicationScoped
class ModelsReady implements HealthCheck {

    private final ModelRegistry registry;

    ModelsReady(ModelRegistry registry) {
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("models").status(registry.ready());
        registry.shared().forEach(model -> model.versions()
                .keySet()
                .forEach(version -> response.withData(model.name() + "/" + version, "ready")));
        registry.broken().forEach((what, cause) -> response.withData(what, "broken: " + cause));
        return response.build();
    }
}
