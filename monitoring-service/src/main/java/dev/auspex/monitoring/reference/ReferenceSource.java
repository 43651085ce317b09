package dev.auspex.monitoring.reference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ContextResolver;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ReferenceProfile;

/** Source of reference profiles: asks the model service in this service's own name. */
@ApplicationScoped
public class ReferenceSource {

    private final TenantReferences references;

    @Inject
    ReferenceSource(ReferenceConfig config, ServiceSecret secret, ObjectMapper mapper) {
        Duration timeout = config.timeout();
        // A newer model service may send more properties.
        ObjectMapper tolerant = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.references = QuarkusRestClientBuilder.newBuilder()
                .baseUri(config.url())
                .connectTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .register((ClientRequestFilter) request -> {
                    request.getHeaders().putSingle(Headers.SERVICE_SECRET, secret.value());
                    request.getHeaders()
                            .putSingle(
                                    Headers.REQUEST_DEADLINE,
                                    Deadline.in(timeout).header());
                })
                .register(new TolerantMapper(tolerant))
                .build(TenantReferences.class);
    }

    /** Creates a source for subclasses that provide the profiles themselves. */
    ReferenceSource() {
        this.references = null;
    }

    /**
     * Fetches the profile of a version.
     *
     * @param tenant tenant that may own the model, or null for a shared model
     * @return profile, or empty if the model service has none; fails if the model service did not answer, and at once,
     *     without a call, while it keeps failing
     */
    @CircuitBreaker(requestVolumeThreshold = 6, failureRatio = 0.5, delay = 5000)
    public Uni<Optional<ReferenceProfile>> fetch(@Nullable UUID tenant, String model, String version) {
        return references
                .reference(tenant, model, version)
                .map(Optional::ofNullable)
                .onFailure(ReferenceSource::unknown)
                .recoverWithItem(Optional.empty());
    }

    /** Fetches the models that a tenant sees. Fails if the model service did not answer. */
    @CircuitBreaker(requestVolumeThreshold = 6, failureRatio = 0.5, delay = 5000)
    public Uni<List<ModelSummary>> models(UUID tenant) {
        return references.list(tenant);
    }

    private static boolean unknown(Throwable failure) {
        return failure instanceof WebApplicationException answer
                && answer.getResponse().getStatus() == Response.Status.NOT_FOUND.getStatusCode();
    }

    private record TolerantMapper(ObjectMapper mapper) implements ContextResolver<ObjectMapper> {

        @Override
        public ObjectMapper getContext(Class<?> type) {
            return mapper;
        }
    }
}
