package dev.auspex.model.inference;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.InferenceApi;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.model.registry.ModelRegistry;

/** The typed calls of the prediction service. */
@RolesAllowed({Role.MEMBER, Role.SERVICE})
public class InferenceResource implements InferenceApi {

    private final ModelRegistry registry;
    private final Inference inference;
    private final RowsInference rows;
    private final CurrentVertxRequest call;

    InferenceResource(ModelRegistry registry, Inference inference, RowsInference rows, CurrentVertxRequest call) {
        this.registry = registry;
        this.inference = inference;
        this.rows = rows;
        this.call = call;
    }

    @Override
    public Uni<InferenceResult> infer(String name, String version, String deadline, InferenceRequest request) {
        return inference.row(
                registry.exact(name, version),
                request == null ? null : request.features(),
                inference.deadline(deadline),
                priority());
    }

    /** The rows may be of several tenants, so only a service may bring them together. */
    @Override
    @RolesAllowed(Role.SERVICE)
    public Uni<RowsResult> inferRows(String name, String version, RowsRequest request) {
        return rows.run(registry.exact(name, version), request, priority());
    }

    private Priority priority() {
        return Priority.fromHeader(call.getCurrent().request().getHeader(Headers.REQUEST_PRIORITY));
    }
}
