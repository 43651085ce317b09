package dev.auspex.model.registry;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;

/**
 * Makes this replica serve what the registry wants: at the start, after each change that it hears of, and every few
 * seconds. It runs on its own thread, so that the liveness probe can tell whether it is still running.
 *
 * <p>A version is loaded before it replaces another one, and drained before it is closed. A version that cannot be
 * loaded is named in the log and in the health detail, and leaves the others as they are. While the database is out of
 * reach, the replica keeps serving what it serves. If it starts without the database, it serves what it last knew, or
 * else the packages that came with the service.
 */
@ApplicationScoped
public class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private final RegistryConfig config;
    private final InferenceEngine engine;
    private final BundledPackages packages;
    private final VersionLoader loader;
    private final DesiredState desired;
    private final LastKnown lastKnown;
    private final ModelRegistry registry;
    private final MemoryBudget memory;
    private final ArtifactCache cache;
    private final ChangeBell bell;

    private final Map<Name, Held> serving = new ConcurrentHashMap<>();
    private final Map<Name, Failure> failures = new HashMap<>();
    private final Map<String, String> bundledTrouble = new TreeMap<>();
    private final Map<Name, Bundled> unclaimed = new HashMap<>();
    private final Map<UUID, DesiredState.Standing> standings = new ConcurrentHashMap<>();
    private final ScheduledExecutorService retirement = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("version-retirement").daemon().factory());

    /** Guards the state that is assembled and published, because two threads publish. */
    private final Object publication = new Object();

    private Wish.Pointers aliases = new Wish.Pointers(0, List.of());
    private Wish.Pointers shown = aliases;
    private long aliasesReadAt = System.nanoTime();
    private BundledPackages.Content bundle = new BundledPackages.Content(List.of(), List.of(), Map.of());
    private boolean registered;

    /** All registered versions, served or not. */
    private volatile Set<Name> known = Set.of();

    private volatile boolean published;
    private volatile long followed;
    private long followedTold;
    private volatile boolean away = true;
    private volatile boolean stopped;
    private volatile Thread thread;
    private volatile Thread aliasThread;

    Reconciler(
            RegistryConfig config,
            InferenceEngine engine,
            BundledPackages packages,
            VersionLoader loader,
            DesiredState desired,
            LastKnown lastKnown,
            ModelRegistry registry,
            MemoryBudget memory,
            ArtifactCache cache,
            ChangeBell bell,
            MeterRegistry meters) {
        this.config = config;
        this.engine = engine;
        this.packages = packages;
        this.loader = loader;
        this.desired = desired;
        this.lastKnown = lastKnown;
        this.registry = registry;
        this.memory = memory;
        this.cache = cache;
        this.bell = bell;
        Gauge.builder("auspex.models.versions", registry, ModelRegistry::size)
                .description("Versions by state")
                .tag("state", "ready")
                .register(meters);
        Gauge.builder("auspex.models.versions", registry, it -> it.broken().size())
                .description("Versions by state")
                .tag("state", "broken")
                .register(meters);
        Gauge.builder("auspex.models.memory", memory, MemoryBudget::used)
                .description("Estimated memory of all loaded versions")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("auspex.models.registry.away", this, it -> it.away ? 1 : 0)
                .description("1 while the database of the registry is unreachable, 0 otherwise")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform()
                .name("reconciler")
                .uncaughtExceptionHandler(
                        (it, fault) -> LOG.error("reconciler ended unexpectedly, liveness fails", fault))
                .start(this::run);
        aliasThread = Thread.ofPlatform().name("alias-follower").daemon().start(this::followAliases);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        bell.heard();
        try {
            if (thread != null) {
                thread.join(config.closeTimeout());
            }
            if (aliasThread != null) {
                aliasThread.join(config.closeTimeout());
            }
            retirement.shutdown();
            if (!retirement.awaitTermination(config.closeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("shutdown ended before all versions had drained");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        registry.close();
        leave();
        serving.values().forEach(held -> loader.retire(held.served()));
        unclaimed.values().forEach(bundled -> loader.close(bundled.served()));
    }

    private void leave() {
        if (!away) {
            try {
                desired.leave();
            } catch (RuntimeException e) {
                LOG.debugf("replica was not deregistered cause=%s", e.getMessage());
            }
        }
    }

    /** Returns whether the thread is running, or is not meant to. */
    boolean alive() {
        Thread running = thread;
        return running == null || running.isAlive() || stopped;
    }

    /** Returns whether the database was out of reach at the last attempt. */
    public boolean away() {
        return away;
    }

    private void run() {
        try {
            begin();
            while (!stopped) {
                pass();
                bell.await(away ? config.retry() : config.reconcile());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads the packages that came with the service. */
    void begin() {
        try {
            cache.clean();
            engine.start();
            bundle = packages.load();
            bundledTrouble.putAll(bundle.broken());
            bundle.versions().forEach(version -> unclaimed.put(version.name(), version));
        } catch (GraphException e) {
            trouble("engine", e.getMessage(), e);
        } catch (IOException e) {
            trouble("cache", "the cache folder is not usable: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            LOG.error("loading stopped unexpectedly", e);
            bundledTrouble.put("loader", "an internal error, see the log of the model service");
        }
    }

    /**
     * Follows aliases beside the reconciliation, which may be busy loading a large version: an alias whose version is
     * served already takes effect without waiting for it.
     */
    private void followAliases() {
        try {
            while (!stopped) {
                bell.awaitAliases(config.reconcile());
                if (!stopped && published && !away) {
                    follow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            long readAt = System.nanoTime();
            Wish.Pointers now = desired.pointers();
            synchronized (publication) {
                note(now, readAt);
                // A pass may have read the aliases too, and be busy loading a version before it publishes them.
                if (!aliases.equals(shown) && !stopped) {
                    publish();
                }
            }
            tellFollowed();
        } catch (RuntimeException | Error e) {
            // The thread must survive, as no other follows aliases at once. The next pass picks up what
            // this one missed.
            LOG.warnf("aliases were not updated, the next pass tries again cause=%s", e);
        }
    }

    /** Reports each revision only once, because every change wakes every replica. */
    private void tellFollowed() {
        long now = followed;
        if (now != followedTold) {
            desired.follows(now);
            followedTold = now;
        }
    }

    /** Stores the aliases, unless newer ones have been read already. */
    private void note(Wish.Pointers read, long readAt) {
        synchronized (publication) {
            if (readAt - aliasesReadAt >= 0) {
                aliases = read;
                aliasesReadAt = readAt;
            }
        }
    }

    /** Compares this replica with the registry once, and applies the differences. */
    void pass() {
        try {
            long readAt = System.nanoTime();
            Optional<Wish> wish = wish();
            if (wish.isPresent()) {
                note(wish.get().pointers(), readAt);
                apply(wish.get());
            }
        } catch (RuntimeException e) {
            LOG.error("reconciliation failed unexpectedly", e);
            if (!published) {
                bundledTrouble.put("loader", "an internal error, see the log of the model service");
                publish();
            }
        }
    }

    private Optional<Wish> wish() {
        try {
            if (!registered) {
                desired.register(bundle.versions(), bundle.aliases())
                        .forEach((what, cause) -> trouble(what, cause, null));
                registered = true;
            }
            Wish wish = desired.read();
            if (away) {
                LOG.infof("registry read versions=%d", wish.versions().size());
            }
            away = false;
            lastKnown.write(wish);
            return Optional.of(wish);
        } catch (RuntimeException e) {
            if (!away || !published) {
                LOG.warnf("registry became unreachable, known versions stay served cause=%s", e.getMessage());
            }
            away = true;
            return published ? Optional.empty() : Optional.of(lastKnown.read().orElseGet(this::bundledOnly));
        }
    }

    private Wish bundledOnly() {
        return new Wish(bundle.versions().stream().map(this::wanted).toList(), bundle.aliases());
    }

    private Wish.Wanted wanted(Bundled it) {
        return new Wish.Wanted(
                null,
                null,
                it.served().model(),
                it.served().version(),
                it.sha256(),
                false,
                1,
                memoryOf(it),
                true,
                null);
    }

    private long memoryOf(Bundled it) {
        return memory.expected(it.sizeBytes(), 0);
    }

    private void apply(Wish wish) {
        known = wish.versions().stream().map(Wish.Wanted::name).collect(Collectors.toSet());
        Map<Name, Wish.Wanted> wanted = wish.versions().stream()
                .filter(Wish.Wanted::loaded)
                .collect(Collectors.toMap(Wish.Wanted::name, it -> it, (a, b) -> b, TreeMapByText::new));
        failures.keySet().retainAll(wanted.keySet());
        // Versions that leave at the end of this pass free their memory now, for those that it loads.
        Set<Name> staying = needed(wanted);
        serving.keySet().stream().filter(name -> !staying.contains(name)).forEach(memory::give);
        for (Wish.Wanted it : wanted.values()) {
            if (stopped) {
                return;
            }
            Held held = serving.get(it.name());
            if (held != null && held.fits(it)) {
                held.wanted = it;
                standing(it, VersionState.READY, null);
            } else if (!failedForGood(it)) {
                take(it);
                if (published) {
                    publish();
                }
            }
        }
        dropUnclaimed();
        List<Held> unwanted = drop(wanted);
        unwanted.forEach(held -> retire(held.wanted, held.served, true));
        describeTheRest(wish);
        report();
        cache.keepOnly(wish.versions().stream().map(Wish.Wanted::sha256).collect(Collectors.toSet()));
    }

    /** Takes versions out of service that are neither wanted nor named by an alias. */
    private List<Held> drop(Map<Name, Wish.Wanted> wanted) {
        synchronized (publication) {
            Set<Name> needed = needed(wanted);
            List<Held> unwanted = serving.values().stream()
                    .filter(held -> !needed.contains(held.wanted.name()))
                    .toList();
            unwanted.forEach(held -> serving.remove(held.wanted.name()));
            publish();
            return unwanted;
        }
    }

    private Set<Name> needed(Map<Name, Wish.Wanted> wanted) {
        Set<Name> needed = new HashSet<>(wanted.keySet());
        pointers().forEach(it -> needed.add(new Name(it.tenant(), it.model(), it.version())));
        return needed;
    }

    private boolean failedForGood(Wish.Wanted it) {
        Failure failure = failures.get(it.name());
        return failure != null && failure.lasting() && failure.of(it);
    }

    private void take(Wish.Wanted it) {
        try {
            Optional<String> refusal = memory.reserve(it.name(), it.memoryBytes());
            if (refusal.isPresent()) {
                fail(it, refusal.get(), false, null);
                return;
            }
            ServedVersion served = claimed(it).orElse(null);
            if (served == null) {
                ServedVersion opened = loader.load(it, description(it), state -> progress(it, state));
                served = it.bare() && opened.described() && it.id() != null
                        ? opened.with(new SchemaUse(() -> desired.useSchema(it.id(), it.generation())))
                        : opened;
                Optional<String> tooLarge = reserveDescription(it, served);
                if (tooLarge.isPresent()) {
                    loader.close(served);
                    fail(it, tooLarge.get(), true, null);
                    return;
                }
            }
            loader.announce(served);
            Held before = serving.put(it.name(), new Held(it, served));
            memory.take(it.name(), it.memoryBytes(), served.use());
            failures.remove(it.name());
            standing(it, VersionState.READY, null);
            if (before != null) {
                retireAfterSwap(before);
            }
        } catch (BrokenPackageException e) {
            fail(it, e.getMessage(), e.lasting(), e);
        } catch (ArtifactException e) {
            fail(it, e.getMessage(), e.lasting(), e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "version failed unexpectedly version=%s", it.name());
            fail(it, "an internal error, see the log of the model service", false, null);
        } finally {
            if (!serving.containsKey(it.name())) {
                memory.give(it.name());
            }
        }
    }

    private Optional<String> reserveDescription(Wish.Wanted it, ServedVersion served) {
        try {
            return memory.reserveDescription(it.name(), JsonSize.of(served));
        } catch (RuntimeException e) {
            loader.close(served);
            throw e;
        }
    }

    /** Returns the bundled version that was opened at the start, if it is the wanted one. */
    private Optional<ServedVersion> claimed(Wish.Wanted it) {
        Bundled bundled = it.generation() == 1 ? unclaimed.get(it.name()) : null;
        if (bundled == null || !bundled.sha256().equals(it.sha256())) {
            return Optional.empty();
        }
        unclaimed.remove(it.name());
        return Optional.of(bundled.served());
    }

    private Optional<ModelVersion> description(Wish.Wanted it) {
        if (it.id() == null) {
            return Optional.empty();
        }
        if (away) {
            return lastKnown.description(it);
        }
        Optional<ModelVersion> description = desired.description(it.id());
        description.ifPresent(known -> lastKnown.write(it, known));
        return description;
    }

    private void dropUnclaimed() {
        unclaimed.values().forEach(bundled -> loader.close(bundled.served()));
        unclaimed.clear();
    }

    private void progress(Wish.Wanted it, VersionState state) {
        standing(it, state, null);
        if (published) {
            report();
        }
    }

    private void fail(Wish.Wanted it, String cause, boolean lasting, @Nullable Exception thrown) {
        Failure before = failures.put(it.name(), new Failure(it.sha256(), it.generation(), cause, lasting));
        standing(it, VersionState.FAILED, cause);
        if (before == null || !before.cause().equals(cause)) {
            LOG.errorf("version failed version=%s cause=%s", it.name(), cause);
            if (thrown != null) {
                LOG.debugf(thrown, "version failed version=%s", it.name());
            }
        }
    }

    /**
     * Schedules the replaced version to close after the grace period. Callers see the swap with the next publication,
     * which has to happen within that time.
     */
    private void retireAfterSwap(Held before) {
        retire(before.wanted, before.served, false);
    }

    private void retire(Wish.Wanted it, ServedVersion served, boolean gone) {
        if (gone) {
            standing(it, VersionState.DRAINING, null);
        }
        retirement.schedule(
                () -> {
                    loader.retire(served);
                    if (gone) {
                        standings.computeIfPresent(
                                keyOf(it),
                                (id, now) -> now.state() == VersionState.DRAINING
                                        ? standingOf(it, VersionState.UNLOADED, null)
                                        : now);
                        bell.again();
                    }
                    LOG.infof("version closed model=%s version=%s", served.model(), served.version());
                },
                config.grace().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Returns the aliases as this replica can follow them: one whose new version is not ready here keeps
     * its old version.
     */
    private List<Wish.Pointer> pointers() {
        List<Wish.Pointer> pointers = new ArrayList<>();
        Wish.Pointers named;
        synchronized (publication) {
            named = aliases;
        }
        for (Wish.Pointer it : named.aliases()) {
            if (serving.containsKey(new Name(it.tenant(), it.model(), it.version()))) {
                pointers.add(it);
            } else {
                registry.aliased(it.tenant(), it.model(), it.alias())
                        .filter(version -> serving.containsKey(new Name(it.tenant(), it.model(), version)))
                        .ifPresent(version ->
                                pointers.add(new Wish.Pointer(it.tenant(), it.model(), it.alias(), version)));
            }
        }
        return pointers;
    }

    /** Publishes what is served here with the latest known aliases. */
    private void publish() {
        synchronized (publication) {
            show();
            shown = aliases;
            followed = shown.revision();
        }
    }

    private void show() {
        Map<Optional<UUID>, Map<String, List<ServedVersion>>> versions = new HashMap<>();
        serving.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().wanted, Wish.Wanted.OLDEST_FIRST))
                .forEach(entry -> versions.computeIfAbsent(
                                Optional.ofNullable(entry.getKey().tenant()), t -> new HashMap<>())
                        .computeIfAbsent(entry.getKey().model(), m -> new ArrayList<>())
                        .add(entry.getValue().served));
        Map<Optional<UUID>, Map<String, Map<String, String>>> named = new HashMap<>();
        pointers().forEach(it -> named.computeIfAbsent(Optional.ofNullable(it.tenant()), t -> new HashMap<>())
                .computeIfAbsent(it.model(), m -> new TreeMap<>())
                .put(it.alias(), it.version()));
        Map<Optional<UUID>, Map<String, ServedModel>> models = new HashMap<>();
        versions.forEach((tenant, own) -> {
            Map<String, ServedModel> served = new HashMap<>();
            own.forEach((model, its) -> served.put(
                    model,
                    new ServedModel(
                            model, its, named.getOrDefault(tenant, Map.of()).getOrDefault(model, Map.of()))));
            models.put(tenant, served);
        });
        Map<String, String> broken = new TreeMap<>(bundledTrouble);
        failures.forEach((name, failure) -> broken.put(name.toString(), failure.cause()));
        boolean first = !published;
        registry.replace(models, known, broken);
        published = true;
        if (first) {
            LOG.infof("packages loaded ready=%d broken=%d", registry.size(), broken.size());
        }
    }

    private void describeTheRest(Wish wish) {
        Set<UUID> known = new HashSet<>();
        for (Wish.Wanted it : wish.versions()) {
            known.add(keyOf(it));
            if (!it.loaded()) {
                standings.computeIfAbsent(keyOf(it), id -> standingOf(it, VersionState.UNLOADED, null));
                standings.computeIfPresent(
                        keyOf(it),
                        (id, now) -> now.state() == VersionState.DRAINING
                                ? now
                                : now.state() == VersionState.UNLOADED
                                        ? now
                                        : standingOf(it, VersionState.UNLOADED, null));
            }
        }
        standings.keySet().retainAll(known);
    }

    private void report() {
        List<DesiredState.Standing> now = standings.values().stream()
                .filter(standing -> !NOWHERE.equals(standing.id()))
                .toList();
        if (away) {
            return;
        }
        try {
            desired.report(now, followed);
        } catch (RuntimeException e) {
            LOG.debugf("states were not reported count=%d cause=%s", now.size(), e.getMessage());
        }
    }

    private void standing(Wish.Wanted it, VersionState state, @Nullable String cause) {
        standings.compute(
                keyOf(it),
                (id, now) -> now != null
                                && now.state() == state
                                && now.generation() == it.generation()
                                && Objects.equals(now.cause(), cause)
                        ? now
                        : standingOf(it, state, cause));
    }

    private static final UUID NOWHERE = new UUID(0, 0);

    private static UUID keyOf(Wish.Wanted it) {
        return it.id() == null ? NOWHERE : it.id();
    }

    private static DesiredState.Standing standingOf(Wish.Wanted it, VersionState state, @Nullable String cause) {
        return new DesiredState.Standing(keyOf(it), it.generation(), state, cause, Instant.now());
    }

    private void trouble(String what, String cause, @Nullable Exception thrown) {
        bundledTrouble.put(what, cause);
        LOG.errorf("package could not be loaded package=%s cause=%s", what, cause);
        if (thrown != null) {
            LOG.debugf(thrown, "package could not be loaded package=%s", what);
        }
    }

    private record Failure(String sha256, long generation, String cause, boolean lasting) {

        boolean of(Wish.Wanted it) {
            return generation == it.generation() && sha256.equals(it.sha256());
        }
    }

    private static final class Held {

        private final ServedVersion served;
        private volatile Wish.Wanted wanted;

        Held(Wish.Wanted wanted, ServedVersion served) {
            this.wanted = wanted;
            this.served = served;
        }

        ServedVersion served() {
            return served;
        }

        boolean fits(Wish.Wanted other) {
            return wanted.generation() == other.generation() && wanted.sha256().equals(other.sha256());
        }
    }

    /** Sorts names by their text, so that logs and tests see one order. */
    private static final class TreeMapByText extends TreeMap<Name, Wish.Wanted> {

        private static final long serialVersionUID = 1L;

        TreeMapByText() {
            super(Comparator.comparing(Name::toString));
        }
    }
}
