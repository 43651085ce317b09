package dev.auspex.model.explain;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.ExplainApi;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.model.registry.ModelRegistry;
import dev.auspex.model.registry.Viewer;

/** Explains why a version gives a row its score. */
@RolesAllowed({Role.MEMBER, Role.SERVICE})
public class ExplainResource implements ExplainApi {

    private final ModelRegistry registry;
    private final Explanations explanations;
    private final Viewer viewer;

    ExplainResource(ModelRegistry registry, Explanations explanations, Viewer viewer) {
        this.registry = registry;
        this.explanations = explanations;
        this.viewer = viewer;
    }

    @Override
    public Uni<Explanation> explain(String name, String version, String deadline, ExplanationRequest request) {
        return explanations.explain(
                registry.resolve(name, version), request, viewer.tenant(), explanations.deadline(deadline));
    }
}
