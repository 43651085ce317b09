package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * The models, aliases and schemas of the model service, kept here so that a prediction needs one call only. Aliases are
 * as old as the last refresh at most; versions never change. When the model service is away, what is known stays good.
 */
@ApplicationScoped
public class ModelCatalogue {

    private static final Logger LOG = Logger.getLogger(ModelCatalogue.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MOST_NAMES_TOLD = 20;

    private final ModelDirectory directory;
    private final TenantModelDirectory ofTenants;
    private final ModelServiceConfig config;
    private final Vertx vertx;
    private final AsyncCache<Entry, ModelVersion> versions;
    private final AsyncCache<UUID, Map<String, ModelSummary>> owned;
    private final AtomicReference<CompletableFuture<Map<String, ModelSummary>>> refreshing = new AtomicReference<>();
    private volatile Map<String, ModelSummary> models = Map.of();
    private volatile long refreshedNanos;
    private volatile boolean away;

    ModelCatalogue(
            @RestClient ModelDirectory directory,
            @RestClient TenantModelDirectory ofTenants,
            ModelServiceConfig config,
            Vertx vertx) {
        this.directory = directory;
        this.ofTenants = ofTenants;
        this.config = config;
        this.vertx = vertx;
        this.versions = Caffeine.newBuilder()
                .maximumSize(config.versions())
                .executor(Runnable::run)
                .buildAsync();
        this.owned = Caffeine.newBuilder()
                .maximumSize(config.tenants())
                .expireAfterWrite(config.refresh())
                .executor(Runnable::run)
                .buildAsync();
        this.refreshedNanos = System.nanoTime() - config.refreshOnMiss().toNanos();
    }

    void start(@Observes StartupEvent event) {
        refreshSoon();
        vertx.setPeriodic(config.refresh().toMillis(), timer -> refreshSoon());
    }

    /**
     * A version as it is kept.
     *
     * @param tenant owner, or null for a shared model
     */
    private record Entry(@Nullable UUID tenant, VersionKey key) {}

    /**
     * The version that shall answer; completes at once where it is known.
     *
     * @param tenant         whose own models count besides the shared ones; a name is never both
     * @param versionOrAlias null for the champion
     * @return fails with NOT_FOUND, INVALID_INPUT where the version takes tensors only, or UNAVAILABLE where the model service
     *     would have to be asked and is away
     */
    public Uni<ModelVersion> resolve(UUID tenant, String model, String versionOrAlias) {
        String wanted = versionOrAlias == null ? ModelSummary.CHAMPION : versionOrAlias;
        Map<String, ModelSummary> shared = models;
        Optional<VersionKey> known = find(shared, model, wanted);
        if (known.isPresent()) {
            return load(new Entry(null, known.get()));
        }
        return shared.containsKey(model) ? resolveShared(model, wanted) : resolveOwned(tenant, model, wanted);
    }

    private Uni<ModelVersion> resolveOwned(UUID tenant, String model, String wanted) {
        return here(owned.get(tenant, (whose, executor) -> ofTenants
                        .list(whose)
                        .map(ModelCatalogue::byName)
                        .subscribeAsCompletionStage()))
                .chain(own -> own.containsKey(model)
                        ? find(own, model, wanted)
                                .map(key -> load(new Entry(models.containsKey(model) ? null : tenant, key)))
                                .orElseGet(() -> Uni.createFrom().failure(notFound(own, model, wanted)))
                        : resolveShared(model, wanted));
    }

    private Uni<ModelVersion> resolveShared(String model, String wanted) {
        if (System.nanoTime() - refreshedNanos < config.refreshOnMiss().toNanos()) {
            return Uni.createFrom().failure(notFound(models, model, wanted));
        }
        return here(refresh()).chain(fresh -> find(fresh, model, wanted)
                .map(key -> load(new Entry(null, key)))
                .orElseGet(() -> Uni.createFrom().failure(notFound(fresh, model, wanted))));
    }

    /** Whether a model is one that all tenants share, as far as is known; otherwise it is a tenant's own. */
    boolean isShared(String model) {
        return models.containsKey(model);
    }

    /** Says that the model service did not know a version that stands here. */
    void forget(VersionKey key) {
        versions.synchronous().asMap().keySet().removeIf(entry -> entry.key().equals(key));
        owned.synchronous().invalidateAll();
        refreshSoon();
    }

    private static Optional<VersionKey> find(Map<String, ModelSummary> models, String model, String wanted) {
        ModelSummary summary = models.get(model);
        if (summary == null) {
            return Optional.empty();
        }
        String version =
                summary.versions().contains(wanted) ? wanted : summary.aliases().get(wanted);
        return Optional.ofNullable(version).map(found -> new VersionKey(model, found));
    }

    private Uni<ModelVersion> load(Entry entry) {
        CompletableFuture<ModelVersion> version = versions.get(entry, (wanted, executor) -> ask(wanted)
                .onFailure()
                .invoke(cause -> LOG.warnf(
                        "schema cannot be read model=%s version=%s cause=%s",
                        wanted.key().model(), wanted.key().version(), cause))
                .map(ModelCatalogue::described)
                .subscribeAsCompletionStage());
        return here(version);
    }

    private Uni<ModelVersion> ask(Entry entry) {
        VersionKey key = entry.key();
        return entry.tenant() == null
                ? directory.version(key.model(), key.version())
                : ofTenants.version(entry.tenant(), key.model(), key.version());
    }

    /** A version without a schema is not kept: it may get one at any time. */
    private static ModelVersion described(ModelVersion version) {
        if (version.labels() == null || version.labels().isEmpty()) {
            String detail = "Version " + version.version() + " of " + version.model()
                    + " has no schema of named features yet: describe it, or ask it with tensors below /v2";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, detail, List.of(new Violation("/version", "undescribed", detail)));
        }
        return version;
    }

    private void refreshSoon() {
        // Its failure is logged, and what is known stays good.
        CompletableFuture<Map<String, ModelSummary>> unused = refresh();
    }

    /** At most one refresh is under way; whoever asks meanwhile gets its result. */
    private CompletableFuture<Map<String, ModelSummary>> refresh() {
        CompletableFuture<Map<String, ModelSummary>> mine = new CompletableFuture<>();
        CompletableFuture<Map<String, ModelSummary>> other = refreshing.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        directory.list().subscribe().with(list -> refreshed(mine, list), cause -> notRefreshed(mine, cause));
        return mine;
    }

    private void refreshed(CompletableFuture<Map<String, ModelSummary>> mine, List<ModelSummary> list) {
        Map<String, ModelSummary> fresh = byName(list);
        models = fresh;
        refreshedNanos = System.nanoTime();
        if (away) {
            LOG.infof("model service is back models=%d", fresh.size());
        }
        away = false;
        refreshing.set(null);
        mine.complete(fresh);
    }

    private static Map<String, ModelSummary> byName(List<ModelSummary> list) {
        return list.stream()
                .collect(Collectors.toUnmodifiableMap(ModelSummary::name, Function.identity(), (a, b) -> b));
    }

    private void notRefreshed(CompletableFuture<Map<String, ModelSummary>> mine, Throwable cause) {
        if (!away) {
            LOG.warnf(
                    "model service does not list its models; known ones stay known=%d cause=%s", models.size(), cause);
        }
        away = true;
        refreshing.set(null);
        mine.completeExceptionally(cause);
    }

    /** Continues on the caller's own context, whatever thread the answer came on. */
    private <T> Uni<T> here(CompletableFuture<T> future) {
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return Uni.createFrom().item(future.join());
        }
        Context context = Vertx.currentContext();
        Uni<T> answer = Uni.createFrom().completionStage(future);
        Uni<T> mine =
                context == null ? answer : answer.emitOn(command -> context.runOnContext(ignored -> command.run()));
        return mine.onFailure().transform(ModelCatalogue::problem);
    }

    private static Throwable problem(Throwable cause) {
        if (cause instanceof ProblemException told) {
            return told;
        }
        if (cause instanceof WebApplicationException answered
                && answered.getResponse().getStatus() == 404) {
            return new ProblemException(ProblemType.NOT_FOUND, "The model service no longer has this version");
        }
        return new ProblemException(
                ProblemType.UNAVAILABLE, "The model service does not tell its models now; try again", RETRY_AFTER);
    }

    private static ProblemException notFound(Map<String, ModelSummary> models, String model, String wanted) {
        ModelSummary summary = models.get(model);
        if (summary == null) {
            return new ProblemException(
                    ProblemType.NOT_FOUND, "There is no model " + model + "; models are " + told(models.keySet()));
        }
        TreeSet<String> names = new TreeSet<>(summary.versions());
        names.addAll(summary.aliases().keySet());
        return new ProblemException(
                ProblemType.NOT_FOUND, model + " has no version or alias " + wanted + "; it has " + told(names));
    }

    private static String told(Iterable<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(sorted::add);
        String text = sorted.stream().limit(MOST_NAMES_TOLD).collect(Collectors.joining(", "));
        return sorted.isEmpty() ? "none" : sorted.size() > MOST_NAMES_TOLD ? text + ", ..." : text;
    }
}
