package dev.auspex.model.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.ModelChanged.Change;
import dev.auspex.contracts.model.AliasMove;
import dev.auspex.contracts.model.ModelSummary;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.Provenance;
import dev.auspex.contracts.model.ReplicaState;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.catalogue.Sql.Statements;
import dev.auspex.model.registry.DesiredState;
import dev.auspex.model.registry.Signature;

/**
 * The registered models, versions and aliases. Every change is one transaction with the event that announces it. All
 * methods block and throw a {@link ProblemException}: UNAVAILABLE while the database is out of reach, NOT_FOUND,
 * CONFLICT and FORBIDDEN with the reason.
 */
@ApplicationScoped
public class Catalogue {

    private static final Logger LOG = Logger.getLogger(Catalogue.class);

    /** Silence after which a replica counts as gone. */
    static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int MOST_MOVES = 200;

    private static final String LOCK_NAME = "SELECT pg_advisory_xact_lock(hashtextextended($1, 20))";
    private static final String LOCK_OWNER = "SELECT pg_advisory_xact_lock(hashtextextended($1, 21))";

    private static final String OF_MODEL = " AND v.model = $2";

    private static final String NAMED = OF_MODEL
            + " AND (v.version = $3 OR EXISTS (SELECT 1 FROM alias a WHERE a.version_id = v.id AND a.alias = $3))";

    /** Bytes that describe versions: what can be large, and 1 KiB for the rest of each. */
    private static final String SIZE = """
            SELECT coalesce(sum(octet_length(v.signature) + octet_length(v.metrics) + 1024), 0)::bigint AS bytes
              FROM version v WHERE v.deleted_at IS NULL AND (v.tenant_id IS NULL OR v.tenant_id = $1)""";

    private static final String VERSIONS = """
            SELECT v.*, v.reference IS NOT NULL AS has_reference, v.card IS NOT NULL AS has_card,
                   w.loaded, w.generation, w.description IS NOT NULL AS described,
                   w.schema_used_at IS NOT NULL AS schema_used,
                   (SELECT array_agg(a.alias ORDER BY a.alias) FROM alias a WHERE a.version_id = v.id) AS aliases
              FROM (SELECT id, tenant_id, model, version, origin, format, file_name, sha256, size_bytes, onnx_sha256,
                           onnx_bytes, opset, ir_version, producer, signature, metrics, memory_bytes, created_by,
                           created_at, deleted_at,
                           CASE WHEN reference IS NULL THEN NULL ELSE '' END AS reference,
                           CASE WHEN card IS NULL THEN NULL ELSE '' END AS card
                      FROM version) v
              JOIN version_wish w ON w.version_id = v.id
             WHERE v.deleted_at IS NULL AND (v.tenant_id IS NULL OR v.tenant_id = $1)""";

    /** The same without what can be large. */
    private static final String OUTLINES =
            VERSIONS.replace("signature, metrics,", "'{\"inputs\":[],\"outputs\":[]}' AS signature, '{}' AS metrics,");

    private static final String STATES = """
            SELECT s.version_id, r.name, s.cause, s.since,
                   -- What a replica says of an older generation says that it has not followed yet.
                   CASE WHEN w.loaded AND s.generation < w.generation THEN 'LOADING' ELSE s.state END AS state
              FROM replica_state s
              JOIN replica r ON r.id = s.replica_id
              JOIN version_wish w ON w.version_id = s.version_id
             WHERE r.seen_at > $1 AND s.version_id = ANY ($2) ORDER BY r.name""";

    private static final String INSERT = """
            INSERT INTO version (id, tenant_id, model, version, origin, format, file_name, sha256, size_bytes, onnx_sha256,
                                 onnx_bytes, opset, ir_version, producer, signature, metrics, reference, card,
                                 memory_bytes, created_by, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT DO NOTHING""";

    private static final String INSERT_WISH = """
            INSERT INTO version_wish (version_id, tenant_id, loaded, generation, description, changed_by, changed_at)
            VALUES ($1, $2, $3, 1, $4, $5, $6)""";

    private static final String UPSERT_ALIAS = """
            INSERT INTO alias (tenant_id, model, alias, version_id, version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT ON CONSTRAINT alias_once DO UPDATE SET version_id = excluded.version_id, version = excluded.version""";

    private static final String INSERT_MOVE = """
            INSERT INTO alias_move (tenant_id, model, alias, from_version, to_version, moved_by, moved_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""";

    private static final String NEXT_REVISION =
            "UPDATE registry_revision SET revision = revision + 1 RETURNING revision";

    private static final String INSERT_EVENT = """
            INSERT INTO outbox (event_id, tenant_id, event_key, payload, created_at) VALUES ($1, $2, $3, $4, $5)""";

    private final Sql sql;
    private final UuidV7 ids;
    private final ObjectMapper json;

    Catalogue(Sql sql, UuidV7 ids, ObjectMapper json) {
        this.sql = sql;
        this.ids = ids;
        this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /**
     * Returns all versions of all models that a tenant sees, without their signatures and metrics; without a tenant, only
     * those of shared models.
     */
    public List<StoredVersion> outlines(Optional<UUID> viewer) {
        return sql.run(viewer, statements -> versions(statements, OUTLINES, viewer.orElse(null)));
    }

    /** Returns the versions of one model, without their signatures and metrics; empty if the viewer sees none. */
    public List<StoredVersion> outlines(Optional<UUID> viewer, String model) {
        return sql.run(viewer, statements -> versions(statements, OUTLINES + OF_MODEL, viewer.orElse(null), model));
    }

    /**
     * Returns the versions of one model, in no particular order; empty if the viewer sees none.
     *
     * @param size receives the size of their signatures and metrics, in bytes, before these are read; its exceptions pass
     *     through to the caller
     */
    public List<StoredVersion> versions(Optional<UUID> viewer, String model, LongConsumer size) {
        return sql.run(viewer, statements -> {
            size.accept(statements
                    .first(SIZE + OF_MODEL, row -> row.getLong("bytes"), viewer.orElse(null), model)
                    .orElse(0L));
            return versions(statements, VERSIONS + OF_MODEL, viewer.orElse(null), model);
        });
    }

    /** Returns one version by its name or by an alias, without its signature and metrics. */
    public StoredVersion outline(Optional<UUID> viewer, String model, String versionOrAlias) {
        refuseNul(model, versionOrAlias);
        return named(
                sql.run(
                        viewer,
                        statements ->
                                versions(statements, OUTLINES + NAMED, viewer.orElse(null), model, versionOrAlias)),
                model,
                versionOrAlias);
    }

    /** Returns one version by its name or by an alias; see {@link #versions(Optional, String, LongConsumer)}. */
    public StoredVersion version(Optional<UUID> viewer, String model, String versionOrAlias, LongConsumer size) {
        refuseNul(model, versionOrAlias);
        return named(
                sql.run(viewer, statements -> {
                    size.accept(statements
                            .first(
                                    SIZE + NAMED,
                                    row -> row.getLong("bytes"),
                                    viewer.orElse(null),
                                    model,
                                    versionOrAlias)
                            .orElse(0L));
                    return versions(statements, VERSIONS + NAMED, viewer.orElse(null), model, versionOrAlias);
                }),
                model,
                versionOrAlias);
    }

    /** Refuses names with a character that no text in PostgreSQL can have: nothing has such a name. */
    private static void refuseNul(String model, String versionOrAlias) {
        if (model.indexOf('\0') >= 0 || versionOrAlias.indexOf('\0') >= 0) {
            throw notFound(model, versionOrAlias);
        }
    }

    private static StoredVersion named(List<StoredVersion> all, String model, String versionOrAlias) {
        return all.stream()
                .filter(it -> it.facts().version().equals(versionOrAlias))
                .findFirst()
                .or(() -> all.stream()
                        .filter(it -> it.aliases().contains(versionOrAlias))
                        .findFirst())
                .orElseThrow(() -> notFound(model, versionOrAlias));
    }

    /**
     * Returns the text of the model card of a version, if it has one.
     *
     * @param size receives the size of the text before it is read, in bytes; its exceptions pass through to the caller
     */
    public Optional<String> card(StoredVersion version, LongConsumer size) {
        return sql.run(Optional.ofNullable(version.tenant()), statements -> {
            size.accept(statements
                    .first(
                            "SELECT coalesce(octet_length(card), 0)::bigint AS bytes FROM version WHERE id = $1",
                            row -> row.getLong("bytes"),
                            version.id())
                    .orElse(0L));
            return statements
                    .first(
                            "SELECT card FROM version WHERE id = $1",
                            row -> Optional.ofNullable(row.getString("card")),
                            version.id())
                    .flatMap(it -> it);
        });
    }

    /** Returns the description of a version that is in force; empty if nobody has described it. */
    public Optional<ModelVersion> description(UUID version) {
        return sql.run(Optional.empty(), statements -> statements
                .first(
                        "SELECT description FROM version_wish WHERE version_id = $1",
                        row -> Optional.ofNullable(row.getString("description")),
                        version)
                .flatMap(it -> it)
                .map(text -> parse(text, ModelVersion.class)));
    }

    /** Returns the number after the greatest one that a version of this model has or had. */
    public String nextNumber(@Nullable UUID owner, String model) {
        return sql.run(Optional.ofNullable(owner), statements -> statements
                .first(
                        "SELECT coalesce(max(version::bigint), 0) + 1 AS next FROM version"
                                + " WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND version ~ '^[0-9]{1,15}$'",
                        row -> Long.toString(row.getLong("next")),
                        owner,
                        model)
                .orElse("1"));
    }

    /** What registering did. */
    public enum Added {
        NEW,
        /** The same artifact is this version already. */
        SAME
    }

    /**
     * What is kept for one owner at most.
     *
     * @param versions versions that are not deleted
     * @param bytes    bytes of their artifacts
     */
    public record Quota(int versions, long bytes) {

        static final Quota NONE = new Quota(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /**
     * Checks whether a version can be registered, before any work is done for it. Others may use up the quota until it
     * is added.
     *
     * @param bytes size of its artifact
     * @return {@link Added#SAME} if this version is registered with the same artifact already
     */
    public Added check(@Nullable UUID owner, String model, String version, String sha256, long bytes, Quota quota) {
        return sql.run(Optional.ofNullable(owner), statements -> {
            checkOwner(statements, owner, model);
            if (same(statements, owner, model, version, sha256)) {
                return Added.SAME;
            }
            refuseNameOfAlias(statements, owner, model, version);
            refuseBeyond(quota, statements, owner, bytes);
            return Added.NEW;
        });
    }

    /** Returns whether a version has this artifact and is not deleted. */
    public boolean registered(@Nullable UUID owner, String model, String version, String sha256) {
        return sql.run(Optional.ofNullable(owner), statements -> statements
                .first(
                        "SELECT 1 FROM version WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND version = $3"
                                + " AND sha256 = $4 AND deleted_at IS NULL",
                        row -> row,
                        owner,
                        model,
                        version,
                        sha256)
                .isPresent());
    }

    /**
     * Registers a version.
     *
     * @throws ProblemException CONFLICT also beyond the quota, which holds for the total, however many versions are
     *     added at once
     */
    public Added add(NewVersion it, Quota quota) {
        StoredVersion.Facts facts = it.facts();
        return sql.run(Optional.ofNullable(it.tenant()), statements -> {
            statements.first(LOCK_NAME, row -> row, facts.model());
            checkOwner(statements, it.tenant(), facts.model());
            if (same(statements, it.tenant(), facts.model(), facts.version(), facts.sha256())) {
                return Added.SAME;
            }
            refuseNameOfAlias(statements, it.tenant(), facts.model(), facts.version());
            // With this lock, the next caller sums up the owner's versions only after this transaction.
            statements.first(LOCK_OWNER, row -> row, String.valueOf(it.tenant()));
            refuseBeyond(quota, statements, it.tenant(), facts.sizeBytes());
            OffsetDateTime now = now();
            UUID id = ids.next();
            insert(statements, it, id, now);
            tell(statements, it.tenant(), facts.model(), facts.version(), null, Change.VERSION_ADDED, now);
            return Added.NEW;
        });
    }

    private static void refuseBeyond(Quota quota, Statements statements, @Nullable UUID owner, long bytes) {
        Row kept = statements
                .first(
                        "SELECT count(*) AS versions, coalesce(sum(size_bytes), 0)::bigint AS bytes FROM version"
                                + " WHERE tenant_id IS NOT DISTINCT FROM $1 AND deleted_at IS NULL",
                        row -> row,
                        owner)
                .orElseThrow();
        if (kept.getLong("versions") >= quota.versions()) {
            throw conflict("There are already " + kept.getLong("versions")
                    + " versions, which is the maximum. Delete some first.");
        }
        long free = Math.max(0, quota.bytes() - kept.getLong("bytes"));
        if (bytes > free) {
            throw conflict("The file has " + bytes + " bytes, but only " + free + " of the " + quota.bytes()
                    + " bytes for the files of one tenant"
                    + " are free. Delete versions that you do not need, or ask"
                    + " the operator for more (AUSPEX_TENANT_STORAGE).");
        }
    }

    void insert(Statements statements, NewVersion it, UUID id, OffsetDateTime now) {
        StoredVersion.Facts facts = it.facts();
        int rows = statements.update(
                INSERT,
                id,
                it.tenant(),
                facts.model(),
                facts.version(),
                it.bundled() ? "bundled" : "upload",
                facts.bare() ? "onnx" : "package",
                it.fileName(),
                facts.sha256(),
                facts.sizeBytes(),
                facts.onnxSha256(),
                facts.onnxBytes(),
                facts.opset(),
                facts.irVersion(),
                facts.producer(),
                text(facts.signature()),
                text(facts.metrics()),
                it.reference(),
                it.card(),
                facts.memoryBytes(),
                it.account(),
                now);
        if (rows != 1) {
            throw conflict("Version " + facts.version() + " of " + facts.model()
                    + " has just been registered by another upload.");
        }
        statements.update(
                INSERT_WISH,
                id,
                it.tenant(),
                it.loaded(),
                it.description().map(this::text).orElse(null),
                it.account(),
                now);
    }

    /**
     * Checks that a name belongs either to a shared model or to models of tenants, so that no model ever
     * hides another one.
     */
    private static void checkOwner(Statements statements, @Nullable UUID owner, String model) {
        boolean taken = statements
                .first(
                        owner == null
                                ? "SELECT 1 FROM version WHERE tenant_id IS NOT NULL AND model = $1 AND deleted_at IS NULL LIMIT 1"
                                : "SELECT 1 FROM version WHERE tenant_id IS NULL AND model = $1 AND deleted_at IS NULL LIMIT 1",
                        row -> row,
                        model)
                .isPresent();
        if (taken) {
            throw owner == null
                    ? conflict("A tenant already has a model " + model + ". Choose another name for the shared model.")
                    : new ProblemException(
                            ProblemType.FORBIDDEN,
                            "The model " + model
                                    + " is shared by all tenants, and only the operator can change it. Choose"
                                    + " another name"
                                    + " for your model.");
        }
    }

    private static boolean same(
            Statements statements, @Nullable UUID owner, String model, String version, String sha256) {
        Optional<Row> known = statements.first(
                "SELECT sha256, deleted_at FROM version WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND version = $3",
                row -> row,
                owner,
                model,
                version);
        if (known.isEmpty()) {
            return false;
        }
        if (known.get().getOffsetDateTime("deleted_at") != null) {
            throw conflict("Version " + version + " of " + model
                    + " was deleted, and its name cannot be used again. Choose another name.");
        }
        if (!known.get().getString("sha256").equals(sha256)) {
            throw conflict("Version " + version + " of " + model
                    + " is already registered with a different file, and versions never change. Choose another name.");
        }
        return true;
    }

    /**
     * Refuses a version with the name of an alias. A version takes precedence over an alias of its name, so the upload
     * would take over requests for the alias.
     */
    private static void refuseNameOfAlias(Statements statements, @Nullable UUID owner, String model, String version) {
        boolean alias = ModelSummary.CHAMPION.equals(version)
                || statements
                        .first(
                                "SELECT 1 FROM alias WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND alias = $3",
                                row -> row,
                                owner,
                                model,
                                version)
                        .isPresent();
        if (alias) {
            throw conflict(
                    "The model " + model + " has an alias " + version + ". Choose another name for the version.");
        }
    }

    /** Refuses an alias with the name of a version, for the same reason. */
    private static void refuseNameOfVersion(Statements statements, @Nullable UUID owner, String model, String alias) {
        boolean version = statements
                .first(
                        "SELECT 1 FROM version WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND version = $3"
                                + " AND deleted_at IS NULL",
                        row -> row,
                        owner,
                        model,
                        alias)
                .isPresent();
        if (version) {
            throw conflict("The model " + model + " has a version " + alias + ". Choose another name for the alias.");
        }
    }

    /**
     * Replaces the description of a version. Replicas then load the version again.
     *
     * @param schema whether it changes anything that predictions rely on, which is allowed only until
     *     the first prediction
     */
    public @Nullable Told describe(
            StoredVersion version, ModelVersion description, boolean schema, @Nullable UUID account) {
        return change(version, account, Change.VERSION_DESCRIBED, (statements, now) -> {
            int rows = statements.update(
                    "UPDATE version_wish SET description = $2, generation = generation + 1, changed_by = $3, changed_at = $4"
                            + " WHERE version_id = $1 AND generation = $5 AND (schema_used_at IS NULL OR NOT $6)",
                    version.id(),
                    text(description),
                    account,
                    now,
                    version.generation(),
                    schema);
            if (rows == 0) {
                throw conflict("Version " + version.facts().version() + " of "
                        + version.facts().model()
                        + " has just been changed or used for a prediction. Check it and try again.");
            }
            return true;
        });
    }

    /** See {@link DesiredState#useSchema}. */
    boolean useSchema(UUID id, long generation) {
        return sql.run(Optional.empty(), statements -> {
            Row known = statements
                    .first(
                            "SELECT generation, schema_used_at FROM version_wish WHERE version_id = $1 FOR UPDATE",
                            row -> row,
                            id)
                    .orElse(null);
            if (known == null) {
                return false;
            }
            if (known.getOffsetDateTime("schema_used_at") != null) {
                return true;
            }
            return known.getLong("generation") == generation
                    && statements.update("UPDATE version_wish SET schema_used_at = $2 WHERE version_id = $1", id, now())
                            == 1;
        });
    }

    /** Requests that a version is loaded. A version that failed to load is tried again. */
    public void load(StoredVersion version, @Nullable UUID account) {
        change(
                version,
                account,
                Change.LOAD_REQUESTED,
                (statements, now) -> statements.update(
                                "UPDATE version_wish SET loaded = true, generation = generation + 1, changed_by = $3, changed_at = $4"
                                        + " WHERE version_id = $1 AND (NOT loaded OR $2)",
                                version.id(),
                                version.failure().isPresent(),
                                account,
                                now)
                        > 0);
    }

    /** Requests that a version is loaded again, even if it is loaded already. */
    public void reload(StoredVersion version, @Nullable UUID account) {
        change(
                version,
                account,
                Change.LOAD_REQUESTED,
                (statements, now) -> statements.update(
                                "UPDATE version_wish SET loaded = true, generation = generation + 1, changed_by = $2, changed_at = $3"
                                        + " WHERE version_id = $1",
                                version.id(),
                                account,
                                now)
                        > 0);
    }

    /**
     * Requests that a version is unloaded.
     *
     * @param evenWithAlias whether to unload it even if an alias names it
     */
    public void unload(StoredVersion version, @Nullable UUID account, boolean evenWithAlias) {
        change(version, account, Change.UNLOAD_REQUESTED, (statements, now) -> {
            if (!evenWithAlias) {
                refuseAliased(statements, version, "unloaded");
            }
            return statements.update(
                            "UPDATE version_wish SET loaded = false, changed_by = $2, changed_at = $3"
                                    + " WHERE version_id = $1 AND loaded",
                            version.id(),
                            account,
                            now)
                    > 0;
        });
    }

    /** Deletes a version. The caller then has to delete its artifact. */
    public void delete(StoredVersion version, @Nullable UUID account) {
        change(version, account, Change.VERSION_DELETED, (statements, now) -> {
            refuseAliased(statements, version, "deleted");
            boolean loaded = statements
                    .first(
                            "SELECT loaded FROM version_wish WHERE version_id = $1",
                            row -> row.getBoolean("loaded"),
                            version.id())
                    .orElse(false);
            if (loaded) {
                throw conflict("Version " + version.facts().version() + " of "
                        + version.facts().model() + " is loaded. Unload it first.");
            }
            return statements.update(
                            "UPDATE version SET deleted_by = $2, deleted_at = $3 WHERE id = $1 AND deleted_at IS NULL",
                            version.id(),
                            account,
                            now)
                    > 0;
        });
    }

    private static void refuseAliased(Statements statements, StoredVersion version, String what) {
        List<String> aliases = statements.list(
                "SELECT alias FROM alias WHERE version_id = $1 ORDER BY alias",
                row -> row.getString("alias"),
                version.id());
        if (!aliases.isEmpty()) {
            throw conflict("Version " + version.facts().version() + " of "
                    + version.facts().model() + " has the alias " + String.join(", ", aliases)
                    + ". Move the alias before the version is " + what + ".");
        }
    }

    /** One step of a change. Returns whether it changed anything that has to be announced. */
    @FunctionalInterface
    private interface Step {
        boolean apply(Statements statements, OffsetDateTime now);
    }

    private @Nullable Told change(StoredVersion version, @Nullable UUID account, Change change, Step step) {
        Told told = sql.run(Optional.ofNullable(version.tenant()), statements -> {
            statements.first(LOCK_NAME, row -> row, version.facts().model());
            OffsetDateTime now = now();
            if (!step.apply(statements, now)) {
                return null;
            }
            return tell(
                    statements,
                    version.tenant(),
                    version.facts().model(),
                    version.facts().version(),
                    null,
                    change,
                    now);
        });
        LOG.infof(
                "registry changed=%s change=%s tenant=%s model=%s version=%s account=%s",
                told != null,
                change,
                version.tenant(),
                version.facts().model(),
                version.facts().version(),
                account);
        return told;
    }

    /**
     * Points an alias to a version.
     *
     * @param expected version that it must name now, or null for any or none
     */
    public Moved moveAlias(StoredVersion target, String alias, @Nullable String expected, @Nullable UUID account) {
        String model = target.facts().model();
        String version = target.facts().version();
        return sql.run(Optional.ofNullable(target.tenant()), statements -> {
            statements.first(LOCK_NAME, row -> row, model);
            boolean loaded = statements
                    .first(
                            "SELECT w.loaded FROM version_wish w JOIN version v ON v.id = w.version_id"
                                    + " WHERE w.version_id = $1 AND v.deleted_at IS NULL",
                            row -> row.getBoolean("loaded"),
                            target.id())
                    .orElseThrow(() -> notFound(model, version));
            if (!loaded) {
                throw conflict("Version " + version + " of " + model + " is not loaded. Load it first.");
            }
            if (target.failure().isPresent()) {
                throw conflict("Version " + version + " of " + model + " failed to load: "
                        + target.failure().get());
            }
            refuseNameOfVersion(statements, target.tenant(), model, alias);
            String current = current(statements, target.tenant(), model, alias).orElse(null);
            refuseUnexpected(model, alias, current, expected);
            OffsetDateTime now = now();
            ModelChanged event =
                    new ModelChanged(target.tenant(), model, version, alias, Change.ALIAS_MOVED, now.toInstant(), null);
            AliasMove move = new AliasMove(alias, current, version, account, now.toInstant());
            if (version.equals(current)) {
                return new Moved(move, new Told(event, revision(statements)));
            }
            statements.update(UPSERT_ALIAS, target.tenant(), model, alias, target.id(), version);
            statements.update(INSERT_MOVE, target.tenant(), model, alias, current, version, account, now);
            return new Moved(move, tell(statements, event, now));
        });
    }

    /**
     * Creates an alias of a shared model, unless the model has ever had an alias of this name: after that, only
     * operators change it.
     */
    void introduceAlias(String model, String alias, String version) {
        sql.run(Optional.empty(), statements -> {
            statements.first(LOCK_NAME, row -> row, model);
            boolean known = statements
                    .first(
                            "SELECT 1 FROM alias_move WHERE tenant_id IS NULL AND model = $1 AND alias = $2 LIMIT 1",
                            row -> row,
                            model,
                            alias)
                    .isPresent();
            Optional<UUID> target = statements.first(
                    "SELECT id FROM version WHERE tenant_id IS NULL AND model = $1 AND version = $2 AND deleted_at IS NULL",
                    row -> row.getUUID("id"),
                    model,
                    version);
            if (!known && target.isPresent()) {
                OffsetDateTime now = now();
                statements.update(UPSERT_ALIAS, null, model, alias, target.get(), version);
                statements.update(INSERT_MOVE, null, model, alias, null, version, null, now);
                tell(statements, null, model, version, alias, Change.ALIAS_MOVED, now);
            }
            return null;
        });
    }

    /** Removes an alias; see {@link #moveAlias}. */
    public Told removeAlias(
            @Nullable UUID owner, String model, String alias, @Nullable String expected, @Nullable UUID account) {
        return sql.run(Optional.ofNullable(owner), statements -> {
            statements.first(LOCK_NAME, row -> row, model);
            String current = current(statements, owner, model, alias)
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.NOT_FOUND, "The model " + model + " has no alias " + alias + "."));
            refuseUnexpected(model, alias, current, expected);
            OffsetDateTime now = now();
            statements.update(
                    "DELETE FROM alias WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND alias = $3",
                    owner,
                    model,
                    alias);
            statements.update(INSERT_MOVE, owner, model, alias, current, null, account, now);
            return tell(statements, owner, model, current, alias, Change.ALIAS_REMOVED, now);
        });
    }

    private static Optional<String> current(Statements statements, @Nullable UUID owner, String model, String alias) {
        return statements.first(
                "SELECT version FROM alias WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND alias = $3",
                row -> row.getString("version"),
                owner,
                model,
                alias);
    }

    private static void refuseUnexpected(
            String model, String alias, @Nullable String current, @Nullable String expected) {
        if (expected != null && !expected.equals(current)) {
            throw conflict("The alias " + alias + " of " + model + " points to "
                    + (current == null ? "no version" : "version " + current) + ", not to " + expected + ".");
        }
    }

    /** Returns the last moves of an alias, newest first. */
    public List<AliasMove> moves(@Nullable UUID owner, String model, String alias) {
        return sql.run(
                Optional.ofNullable(owner),
                statements -> statements.list(
                        "SELECT alias, from_version, to_version, moved_by, moved_at FROM alias_move"
                                + " WHERE tenant_id IS NOT DISTINCT FROM $1 AND model = $2 AND alias = $3 ORDER BY id DESC LIMIT $4",
                        row -> new AliasMove(
                                row.getString("alias"),
                                row.getString("from_version"),
                                row.getString("to_version"),
                                row.getUUID("moved_by"),
                                row.getOffsetDateTime("moved_at").toInstant()),
                        owner,
                        model,
                        alias,
                        MOST_MOVES));
    }

    private Told tell(
            Statements statements,
            @Nullable UUID tenant,
            String model,
            @Nullable String version,
            @Nullable String alias,
            Change change,
            OffsetDateTime now) {
        return tell(statements, new ModelChanged(tenant, model, version, alias, change, now.toInstant(), null), now);
    }

    /**
     * Increments the revision and stores the event. This has to be the last step of a change, because the transaction
     * then holds the row of the revision until it commits.
     */
    private Told tell(Statements statements, ModelChanged event, OffsetDateTime now) {
        long revision = statements
                .first(NEXT_REVISION, row -> row.getLong("revision"))
                .orElseThrow(() -> new IllegalStateException("registry_revision has no row"));
        insertEvent(statements, event, now);
        return new Told(event, revision);
    }

    private void insertEvent(Statements statements, ModelChanged event, OffsetDateTime now) {
        statements.update(INSERT_EVENT, ids.next(), event.tenantId(), event.model(), text(event), now);
    }

    /** Announces a change once more, after every replica of this service has followed it. */
    void tellFollowed(ModelChanged it) {
        ModelChanged followed = new ModelChanged(
                it.tenantId(), it.model(), it.version(), it.alias(), it.change(), it.at(), Boolean.TRUE);
        sql.run(Optional.ofNullable(it.tenantId()), statements -> {
            insertEvent(statements, followed, now());
            return null;
        });
    }

    /** Returns the revision, which counts the changes. Whatever the transaction reads afterwards is at least as new. */
    static long revision(Statements statements) {
        return statements
                .first("SELECT revision FROM registry_revision", row -> row.getLong("revision"))
                .orElseThrow(() -> new IllegalStateException("registry_revision has no row"));
    }

    /**
     * A change that was committed.
     *
     * @param event    what the others hear of it
     * @param revision of the registry since then
     */
    public record Told(ModelChanged event, long revision) {}

    /** A move of an alias, and what was told of it. */
    public record Moved(AliasMove move, Told told) {}

    private List<StoredVersion> versions(Statements statements, String query, Object... parameters) {
        List<Row> rows = statements.list(query, row -> row, parameters);
        UUID[] all = rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
        Map<UUID, List<ReplicaState>> states = new TreeMap<>();
        statements.list(STATES, row -> row, now().minus(SILENCE), all).forEach(row -> states.computeIfAbsent(
                        row.getUUID("version_id"), id -> new ArrayList<>())
                .add(new ReplicaState(
                        row.getString("name"),
                        VersionState.valueOf(row.getString("state")),
                        row.getString("cause"),
                        row.getOffsetDateTime("since").toInstant())));
        return rows.stream()
                .map(row -> stored(row, states.getOrDefault(row.getUUID("id"), List.of())))
                .toList();
    }

    private StoredVersion stored(Row row, List<ReplicaState> states) {
        String[] aliases = row.getArrayOfStrings("aliases");
        boolean bare = "onnx".equals(row.getString("format"));
        return new StoredVersion(
                row.getUUID("id"),
                row.getUUID("tenant_id"),
                new StoredVersion.Facts(
                        row.getString("model"),
                        row.getString("version"),
                        row.getString("sha256"),
                        row.getLong("size_bytes"),
                        bare,
                        row.getString("onnx_sha256"),
                        row.getLong("onnx_bytes"),
                        row.getLong("opset"),
                        row.getLong("ir_version"),
                        row.getString("producer"),
                        parse(row.getString("signature"), Signature.class),
                        metrics(row.getString("metrics")),
                        row.getLong("memory_bytes")),
                row.getBoolean("described"),
                row.getBoolean("schema_used"),
                row.getBoolean("has_reference"),
                row.getBoolean("has_card"),
                row.getBoolean("loaded"),
                row.getLong("generation"),
                new Provenance(
                        row.getString("origin"),
                        row.getString("format"),
                        row.getString("file_name"),
                        row.getUUID("created_by"),
                        row.getOffsetDateTime("created_at").toInstant()),
                states,
                aliases == null ? List.of() : List.of(aliases));
    }

    private Map<String, Double> metrics(String text) {
        try {
            return json.readValue(text, new TypeReference<TreeMap<String, Double>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored metrics are not valid JSON", e);
        }
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " is not valid JSON", e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    /** Returns the current time in microseconds, the precision of PostgreSQL, so that an answer equals a later read. */
    static OffsetDateTime now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static ProblemException notFound(String model, String version) {
        return new ProblemException(
                ProblemType.NOT_FOUND, "Version " + version + " of model " + model + " does not exist.");
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(ProblemType.CONFLICT, detail);
    }
}
