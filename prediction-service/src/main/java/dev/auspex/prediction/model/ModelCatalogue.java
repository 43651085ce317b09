package dev.auspex.prediction.model;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
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
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.ModelChanged.Change;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Local copy of the model service's models, aliases and schemas, so that a prediction needs only one call. Lists of
 * models and aliases are read again after each change event and when a caller asks for an unknown name. In addition,
 * the list of shared models is read every few seconds, and a tenant's list when it is used and is that old. Schemas are
 * read again after an event that changes them. While the model service is down, the last known state stays valid.
 */
@ApplicationScoped
public class ModelCatalogue {

    private static final Logger LOG = Logger.getLogger(ModelCatalogue.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** Time without a request after which a tenant's list of models is dropped. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    private static final int MOST_NAMES_TOLD = 20;
    /** Number of schemas to read again in each round while change events do not arrive. */
    private static final int READ_AT_A_TIME = 20;

    private final ModelDirectory directory;
    private final ModelServiceConfig config;
    private final Vertx vertx;
    private final AsyncCache<Entry, ModelVersion> versions;
    private final Cache<UUID, Listing> owned;
    private final Listing shared;
    private volatile BooleanSupplier hearing = () -> true;
    private volatile boolean away;
    private int readUpTo;

    ModelCatalogue(@RestClient ModelDirectory directory, ModelServiceConfig config, Vertx vertx) {
        this.directory = directory;
        this.config = config;
        this.vertx = vertx;
        this.versions = Caffeine.newBuilder()
                .maximumSize(config.versions())
                .executor(Runnable::run)
                .buildAsync();
        this.owned = Caffeine.newBuilder()
                .maximumSize(config.tenants())
                .expireAfterAccess(IDLE)
                .executor(Runnable::run)
                .build();
        this.shared = new Listing(() -> directory.list(null), misses(), new SharedOutcome());
    }

    void start(@Observes StartupEvent event) {
        refreshSoon();
        vertx.setPeriodic(config.refresh().toMillis(), timer -> {
            refreshSoon();
            if (!hearing.getAsBoolean()) {
                readSomeAgain();
            }
        });
    }

    /** Sets how to find out whether change events arrive. While they do not, the schemas are read again in turn. */
    void hearing(BooleanSupplier known) {
        hearing = known;
    }

    private void refreshSoon() {
        // A failure is logged, and the last known list stays.
        CompletableFuture<Map<String, ModelSummary>> unused = shared.ask();
    }

    private Misses misses() {
        return new Misses(config.misses(), config.refreshOnMiss(), System::nanoTime);
    }

    /**
     * Key of a cached version.
     *
     * @param tenant owner of the model, or null for a shared model
     */
    private record Entry(@Nullable UUID tenant, VersionKey key) {}

    /**
     * Returns the version that should answer a request. Completes at once if the version is known.
     *
     * @param tenant         tenant whose own models are visible besides the shared ones; no name is used for both
     * @param versionOrAlias version or alias, or null for the champion
     * @return fails with NOT_FOUND, with INVALID_INPUT if the version accepts tensors only, or with UNAVAILABLE if the
     *     answer is not known here and the model service is down
     */
    public Uni<ModelVersion> resolve(UUID tenant, String model, @Nullable String versionOrAlias) {
        String wanted = versionOrAlias == null ? ModelSummary.CHAMPION : versionOrAlias;
        Optional<VersionKey> known = find(shared.known(), model, wanted);
        if (known.isPresent()) {
            return load(new Entry(null, known.get()));
        }
        // The tenant's list includes the shared models. So an account that asks for unknown names uses up only the
        // requests of its own tenant.
        Listing listing = listing(tenant);
        return here(listing.within(config.refresh())).chain(told -> find(told, model, wanted)
                .map(key -> load(entry(tenant, key)))
                .orElseGet(() -> resolveMissing(listing, tenant, model, wanted)));
    }

    /** Asks the model service before giving up: a model created a moment ago may not be known here yet. */
    private Uni<ModelVersion> resolveMissing(Listing listing, UUID tenant, String model, String wanted) {
        return here(listing.afterMiss(told -> find(told, model, wanted).isPresent()))
                .chain(told -> find(told, model, wanted)
                        .map(key -> load(entry(tenant, key)))
                        .orElseGet(() -> Uni.createFrom().failure(notFound(told, model, wanted))));
    }

    /**
     * Resolves again after the model service no longer had the version that was found before.
     *
     * @param before version that was found before
     * @return empty if that version is found again, if none is found, or if the lookup fails
     */
    public Uni<Optional<ModelVersion>> resolveAgain(
            UUID tenant, String model, @Nullable String versionOrAlias, ModelVersion before) {
        VersionKey gone = VersionKey.of(before);
        String wanted = versionOrAlias == null ? ModelSummary.CHAMPION : versionOrAlias;
        versions.synchronous().invalidate(entry(tenant, gone));
        return here(listing(tenant).afterMiss(told -> find(told, model, wanted)
                        .filter(key -> !key.equals(gone))
                        .isPresent()))
                .chain(told -> find(told, model, wanted)
                        .filter(key -> !key.equals(gone))
                        .map(key -> load(entry(tenant, key)).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Listing listing(UUID tenant) {
        return owned.get(tenant, whose -> new Listing(() -> directory.list(whose), misses(), new OwnOutcome(whose)));
    }

    private Entry entry(UUID tenant, VersionKey key) {
        return new Entry(isShared(key.model()) ? null : tenant, key);
    }

    /** Returns whether all tenants share this model, as far as is known here; otherwise it belongs to one tenant. */
    boolean isShared(String model) {
        return shared.known().containsKey(model);
    }

    /** Applies a change of the registry. */
    void heard(ModelChanged change) {
        Listing listing = change.tenantId() == null ? shared : owned.getIfPresent(change.tenantId());
        if (listing != null) {
            listing.changed();
        }
        boolean ofVersion = change.change() == Change.VERSION_DESCRIBED || change.change() == Change.VERSION_DELETED;
        if (ofVersion && change.version() != null) {
            readAgain(new Entry(change.tenantId(), new VersionKey(change.model(), change.version())));
        }
    }

    private void readSomeAgain() {
        List<Entry> kept = List.copyOf(versions.asMap().keySet());
        for (int i = 0; i < Math.min(READ_AT_A_TIME, kept.size()); i++) {
            readAgain(kept.get(Math.floorMod(readUpTo++, kept.size())));
        }
    }

    /** Reads a cached schema again. The old one stays in use until the new one arrives. */
    private void readAgain(Entry entry) {
        if (!versions.asMap().containsKey(entry)) {
            return;
        }
        ask(entry)
                .map(ModelCatalogue::described)
                .subscribe()
                .with(version -> keep(entry, version), cause -> dropUnlessAway(entry, cause));
    }

    private void keep(Entry entry, ModelVersion version) {
        versions.asMap().computeIfPresent(entry, (key, known) -> {
            ModelVersion before = known.isDone() && !known.isCompletedExceptionally() ? known.join() : null;
            // Validators are cached by object identity, so an equal version must not replace the object.
            return version.equals(before) ? known : CompletableFuture.completedFuture(version);
        });
    }

    private void dropUnlessAway(Entry entry, Throwable cause) {
        if (problem(cause) instanceof ProblemException told && told.type() != ProblemType.UNAVAILABLE) {
            versions.synchronous().invalidate(entry);
        }
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
                        "schema read failed model=%s version=%s cause=%s",
                        wanted.key().model(), wanted.key().version(), cause))
                .map(ModelCatalogue::described)
                .subscribeAsCompletionStage());
        return here(version);
    }

    private Uni<ModelVersion> ask(Entry entry) {
        return directory.version(
                entry.tenant(), entry.key().model(), entry.key().version());
    }

    /** Rejects a version without a schema, so that it is not cached: it may get a schema at any time. */
    private static ModelVersion described(ModelVersion version) {
        if (version.labels() == null || version.labels().isEmpty()) {
            String detail = "Version " + version.version() + " of `" + version.model()
                    + "` has no schema of named features yet. Describe the version, or call it with tensors under"
                    + " `/v2`.";
            throw new ProblemException(
                    ProblemType.INVALID_INPUT, detail, List.of(new Violation("/version", "undescribed", detail)));
        }
        return version;
    }

    /** Logs once when the model service goes down and once when it is back. */
    private final class SharedOutcome implements Listing.Outcome {

        @Override
        public void answered(int models) {
            if (away) {
                LOG.infof("model service recovered models=%d", models);
            }
            away = false;
        }

        @Override
        public void failed(int known, Throwable cause) {
            if (!away) {
                LOG.warnf("model list request failed, last list kept known=%d cause=%s", known, cause);
            }
            away = true;
        }
    }

    private record OwnOutcome(UUID tenant) implements Listing.Outcome {

        @Override
        public void answered(int models) {
            LOG.debugf("tenant models listed tenant=%s models=%d", tenant, models);
        }

        @Override
        public void failed(int known, Throwable cause) {
            LOG.debugf("tenant model list request failed tenant=%s known=%d cause=%s", tenant, known, cause);
        }
    }

    /** Continues on the caller's Vert.x context, whichever thread completes the future. */
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
            return new ProblemException(ProblemType.NOT_FOUND, "The model service no longer has this version.");
        }
        return new ProblemException(
                ProblemType.UNAVAILABLE, "The model service is not responding. Try again in a moment.", RETRY_AFTER);
    }

    private static ProblemException notFound(Map<String, ModelSummary> models, String model, String wanted) {
        ModelSummary summary = models.get(model);
        if (summary == null) {
            return new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no model `" + model + "`. Available models: " + first(new TreeSet<>(models.keySet()))
                            + ".");
        }
        String newest = newest(summary.versions());
        String aliases = first(new TreeSet<>(summary.aliases().keySet()));
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "Model `" + model + "` has no version or alias `" + wanted + "`. It has " + newest
                        + (summary.aliases().isEmpty() ? "" : ", " + aliases) + ".");
    }

    private static String first(Collection<String> names) {
        String text = names.stream().limit(MOST_NAMES_TOLD).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names.size() > MOST_NAMES_TOLD ? text + ", ..." : text;
    }

    /** Lists the newest versions. Versions are in order of registration, so the newest is the last one. */
    private static String newest(List<String> versions) {
        int left = Math.max(0, versions.size() - MOST_NAMES_TOLD);
        return (left > 0 ? "..., " : "") + String.join(", ", versions.subList(left, versions.size()));
    }
}
