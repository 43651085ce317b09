package dev.auspex.model.registry;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.model.ModelApi;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.contracts.problem.ProblemType;

/** Describes the models that are served. Other services call it without a user behind the call. */
@RolesAllowed({Role.MEMBER, Role.SERVICE})
public class ModelResource implements ModelApi {

    private final ModelRegistry registry;
    private final RequestMemory memory;

    ModelResource(ModelRegistry registry, RequestMemory memory) {
        this.registry = registry;
        this.memory = memory;
    }

    @Override
    public Uni<List<ModelSummary>> list() {
        return Uni.createFrom().item(registry::list);
    }

    @Override
    public Uni<ModelVersion> version(String name, String version) {
        return Uni.createFrom().item(() -> {
            ModelVersion description = registry.resolve(name, version).description();
            memory.take(JsonSize.of(description));
            return description;
        });
    }

    @Override
    public Uni<ReferenceProfile> reference(String name, String version) {
        return Uni.createFrom().item(() -> profile(registry.resolve(name, version)));
    }

    private ReferenceProfile profile(ServedVersion version) {
        if (version.reference() == null) {
            throw new ProblemException(
                    ProblemType.NOT_FOUND,
                    "Version " + version.version() + " of " + version.model() + " has no reference profile.");
        }
        memory.take(JsonSize.of(version.reference()));
        return version.reference();
    }
}
