package dev.auspex.monitoring.reference;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.contracts.model.ModelSummary;

/** Versions that aliases name, as the model service reports them. Its answers are cached for one second. */
@ApplicationScoped
public class Aliases {

    private static final Logger LOG = Logger.getLogger(Aliases.class);
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final int MOST_TENANTS = 1000;

    private final ReferenceSource source;
    private final AsyncCache<UUID, List<ModelSummary>> models;

    Aliases(ReferenceSource source) {
        this.source = source;
        this.models = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .expireAfterWrite(KEPT)
                .executor(Runnable::run)
                .buildAsync();
    }

    /**
     * Returns the version that an alias names, or the given name if it is not an alias. Never fails: while the model
     * service is down, the given name counts as a version.
     */
    public Uni<String> version(UUID tenant, String model, String versionOrAlias) {
        Context context = Vertx.currentContext();
        Uni<List<ModelSummary>> told = Uni.createFrom()
                .completionStage(() -> models.get(
                        tenant, (whose, executor) -> source.models(whose).subscribeAsCompletionStage()));
        // Two requests may share one answer, and each continues on its own context.
        Uni<List<ModelSummary>> mine =
                context == null ? told : told.emitOn(command -> context.runOnContext(ignored -> command.run()));
        return mine.map(list -> resolved(list, model, versionOrAlias))
                .onFailure()
                .invoke(cause -> LOG.debugf("alias list request failed tenant=%s cause=%s", tenant, cause))
                .onFailure()
                .recoverWithItem(versionOrAlias);
    }

    /** Resolves a name. A version takes precedence over an alias of the same name, because versions never move. */
    private static String resolved(List<ModelSummary> list, String model, String versionOrAlias) {
        return list.stream()
                .filter(it -> it.name().equals(model) && !it.versions().contains(versionOrAlias))
                .map(it -> it.aliases().get(versionOrAlias))
                .filter(version -> version != null)
                .findFirst()
                .orElse(versionOrAlias);
    }
}
