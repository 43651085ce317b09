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

/** Asks the model service for reference profiles, in the name of this service. */
@ApplicationScoped
public class ReferenceSource {

    private final TenantReferences references;

    @Inject
    ReferenceSource(ReferenceConfig config, ServiceSecret secret, ObjectMapper mapper) {
        Duration timeout = config.timeout();
        // A newer model service may say more than this one knows.
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

    /** For one that knows its profiles. */
    ReferenceSource() {
        this.references = null;
    }

    /**
     * Asks for the profile of a version.
     *
     * @param tenant whose own model it may be; null for a shared one
     * @return the profile; empty where the model service has none; a failure where it did not answer. While it keeps
     *     failing, calls fail at once without being made.
     */
    @CircuitBreaker(requestVolumeThreshold = 6, failureRatio = 0.5, delay = 5000)
    public Uni<Optional<ReferenceProfile>> fetch(@Nullable UUID tenant, String model, String version) {
        return references
                .reference(tenant, model, version)
                .map(Optional::ofNullable)
                .onFailure(ReferenceSource::unknown)
                .recoverWithItem(Optional.empty());
    }

    /** Asks for the models that a tenant sees; a failure where the model service did not answer. */
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
