package dev.auspex.model.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.artifact.ArtifactCache;
import dev.auspex.model.artifact.ArtifactException;
import dev.auspex.model.artifact.ArtifactKey;
import dev.auspex.model.artifact.ArtifactStore;
import dev.auspex.model.artifact.FileTree;
import dev.auspex.model.artifact.PackageZip;
import dev.auspex.model.registry.Bundled;
import dev.auspex.model.registry.DesiredState;
import dev.auspex.model.registry.PackageReader;
import dev.auspex.model.registry.Sentence;
import dev.auspex.model.registry.Wish;

/** The desired state from the database, and the observed state that this replica reports. */
@ApplicationScoped
class RegistryState implements DesiredState {

    private static final Logger LOG = Logger.getLogger(RegistryState.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** Time after which a silent replica is deleted, with everything that it reported. */
    private static final Duration FORGET = Duration.ofHours(1);

    private static final String WANTED = """
            SELECT v.id, v.tenant_id, v.model, v.version, v.sha256, v.format, w.generation, v.memory_bytes, w.loaded,
                   v.created_at
              FROM version v JOIN version_wish w ON w.version_id = v.id WHERE v.deleted_at IS NULL""";
    private static final String KNOWN =
            "SELECT model, version, sha256, deleted_at FROM version WHERE tenant_id IS NULL";
    private static final String SEEN = """
            INSERT INTO replica (id, name, seen_at, followed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at,
                followed = greatest(replica.followed, excluded.followed)""";
    private static final String FOLLOWS =
            "UPDATE replica SET seen_at = $2, followed = greatest(followed, $3) WHERE id = $1";
    private static final String ALIASES = "SELECT tenant_id, model, alias, version FROM alias";
    private static final String STATE = """
            INSERT INTO replica_state (replica_id, version_id, tenant_id, generation, state, cause, since)
            SELECT $1, v.id, v.tenant_id, $3, $4, $5, $6 FROM version v WHERE v.id = $2
            ON CONFLICT (replica_id, version_id) DO UPDATE
               SET generation = excluded.generation, state = excluded.state, cause = excluded.cause,
                   since = excluded.since""";

    private final Sql sql;
    private final Catalogue catalogue;
    private final FactsReader facts;
    private final ArtifactStore store;
    private final ArtifactCache cache;
    private final UUID replica;
    private final String replicaName;
    private Map<UUID, Standing> told = Map.of();

    RegistryState(
            Sql sql, Catalogue catalogue, FactsReader facts, ArtifactStore store, ArtifactCache cache, UuidV7 ids) {
        this.sql = sql;
        this.catalogue = catalogue;
        this.facts = facts;
        this.store = store;
        this.cache = cache;
        this.replica = ids.next();
        this.replicaName = replicaName(replica);
    }

    /**
     * Returns the host name, which in Kubernetes is that of the pod, followed by the end of an id that this process has
     * to itself.
     */
    private static String replicaName(UUID id) {
        String host = System.getenv("HOSTNAME");
        String text = id.toString();
        return (host == null || host.isBlank() ? "replica" : host) + "-" + text.substring(text.length() - 6);
    }

    @Override
    public Map<String, String> register(List<Bundled> versions, List<Wish.Pointer> aliases) {
        Map<String, String> trouble = new TreeMap<>();
        Map<String, Known> known = new HashMap<>();
        sql.run(Optional.empty(), statements -> statements.list(KNOWN, row -> row))
                .forEach(row -> known.put(
                        row.getString("model") + "/" + row.getString("version"),
                        new Known(row.getString("sha256"), row.getOffsetDateTime("deleted_at"))));
        for (Bundled bundled : versions) {
            String name = bundled.served().model() + "/" + bundled.served().version();
            Known before = known.get(name);
            if (before == null) {
                add(bundled).ifPresent(cause -> trouble.put(name, cause));
            } else if (before.deleted() == null && !before.sha256().equals(bundled.sha256())) {
                trouble.put(
                        name,
                        "the folder has a different package than the registered one; versions never change, so the"
                                + " registered package is served");
            }
        }
        aliases.forEach(it -> catalogue.introduceAlias(it.model(), it.alias(), it.version()));
        return trouble;
    }

    private record Known(String sha256, @Nullable OffsetDateTime deleted) {}

    private Optional<String> add(Bundled bundled) {
        ModelVersion description = bundled.served().description();
        try {
            store(bundled);
            Path folder = bundled.folder();
            Path card = folder.resolve(PackageReader.CARD);
            catalogue.add(
                    new NewVersion(
                            null,
                            facts.read(
                                    folder,
                                    description.model(),
                                    description.version(),
                                    bundled.sha256(),
                                    bundled.sizeBytes(),
                                    false,
                                    description.metrics() == null ? Map.of() : description.metrics(),
                                    0),
                            true,
                            null,
                            Optional.of(description),
                            Files.readString(folder.resolve(PackageReader.REFERENCE)),
                            Files.exists(card) ? Files.readString(card) : null,
                            null,
                            true),
                    Catalogue.Quota.NONE);
            LOG.infof("bundled version registered model=%s version=%s", description.model(), description.version());
            return Optional.empty();
        } catch (OnnxException e) {
            return Optional.of("model.onnx: " + e.getMessage());
        } catch (ArtifactException | IOException e) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The bundled packages cannot be stored: " + Sentence.ended(e.getMessage()),
                    RETRY);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNAVAILABLE) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
    }

    private void store(Bundled bundled) throws ArtifactException, IOException {
        String key =
                ArtifactKey.of(null, bundled.served().model(), bundled.served().version(), bundled.sha256());
        if (store.holds(key)) {
            return;
        }
        Path work = cache.temporary();
        try {
            Path zip = work.resolve("package.zip");
            PackageZip.pack(bundled.folder(), zip);
            store.put(key, zip);
        } finally {
            FileTree.delete(work);
        }
    }

    @Override
    public Wish read() {
        return sql.run(Optional.empty(), statements -> {
            // The revision is read first, so that everything read after it is at least as new.
            long revision = Catalogue.revision(statements);
            return new Wish(
                    statements.list(
                            WANTED,
                            row -> new Wish.Wanted(
                                    row.getUUID("id"),
                                    row.getUUID("tenant_id"),
                                    row.getString("model"),
                                    row.getString("version"),
                                    row.getString("sha256"),
                                    "onnx".equals(row.getString("format")),
                                    row.getLong("generation"),
                                    row.getLong("memory_bytes"),
                                    row.getBoolean("loaded"),
                                    row.getOffsetDateTime("created_at").toInstant())),
                    aliases(statements),
                    revision);
        });
    }

    @Override
    public Wish.Pointers pointers() {
        return sql.run(Optional.empty(), statements -> {
            long revision = Catalogue.revision(statements);
            return new Wish.Pointers(revision, aliases(statements));
        });
    }

    private static List<Wish.Pointer> aliases(Sql.Statements statements) {
        return statements.list(
                ALIASES,
                row -> new Wish.Pointer(
                        row.getUUID("tenant_id"),
                        row.getString("model"),
                        row.getString("alias"),
                        row.getString("version")));
    }

    @Override
    public Optional<ModelVersion> description(UUID id) {
        return catalogue.description(id);
    }

    @Override
    public boolean useSchema(UUID id, long generation) {
        return catalogue.useSchema(id, generation);
    }

    @Override
    public void report(List<Standing> standings, long revision) {
        Map<UUID, Standing> now = new HashMap<>();
        standings.forEach(standing -> now.put(standing.id(), standing));
        List<Tuple> changed = standings.stream()
                .filter(standing -> !standing.equals(told.get(standing.id())))
                .map(standing -> Tuple.tuple()
                        .addUUID(replica)
                        .addUUID(standing.id())
                        .addLong(standing.generation())
                        .addString(standing.state().name())
                        .addString(standing.cause())
                        .addOffsetDateTime(standing.since().atOffset(ZoneOffset.UTC)))
                .toList();
        sql.run(Optional.empty(), statements -> {
            OffsetDateTime moment = Catalogue.now();
            statements.update(SEEN, replica, replicaName, moment, revision);
            statements.batch(STATE, changed);
            statements.update("DELETE FROM replica WHERE seen_at < $1", moment.minus(FORGET));
            return null;
        });
        told = now;
    }

    @Override
    public void follows(long revision) {
        sql.run(Optional.empty(), statements -> statements.update(FOLLOWS, replica, Catalogue.now(), revision));
    }

    @Override
    public void leave() {
        sql.run(Optional.empty(), statements -> statements.update("DELETE FROM replica WHERE id = $1", replica));
    }
}
