package dev.auspex.monitoring.statistics;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.monitoring.sketch.CategoryCounts;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;

/** Store for the rows of statistics. Sketches are merged on worker threads, never on an event loop. */
@ApplicationScoped
class WindowStore {

    /** Number of windows merged at once, which limits the sketches in memory. */
    private static final int CHUNK = 64;

    /** Number of rows that a reader fetches at once. */
    private static final int PAGE = 200;

    private static final String KEYS =
            " unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS k(tenant_id, model, version, window_start)";

    private static final String ENSURE = "INSERT INTO version_window (tenant_id, model, version, window_start)"
            + " SELECT k.tenant_id, k.model, k.version, k.window_start FROM" + KEYS
            + " ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING";

    private static final String LOCK = "SELECT w.* FROM version_window w JOIN" + KEYS
            + " USING (tenant_id, model, version, window_start)"
            + " ORDER BY w.tenant_id, w.model, w.version, w.window_start FOR UPDATE OF w";

    private static final String FEATURES_OF =
            "SELECT f.* FROM feature_window f JOIN" + KEYS + " USING (tenant_id, model, version, window_start)";

    private static final String UPDATE_VERSION = "UPDATE version_window SET predictions = $5, labels = $6,"
            + " other_labels = $7, inference_micros = $8, total_micros = $9, scores = $10"
            + " WHERE tenant_id = $1 AND model = $2 AND version = $3 AND window_start = $4";

    private static final String PUT_FEATURE = "INSERT INTO feature_window"
            + " (tenant_id, model, version, window_start, feature, numbers, categories, other_categories)"
            + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
            + " ON CONFLICT (tenant_id, model, version, window_start, feature) DO UPDATE SET"
            + " numbers = excluded.numbers, categories = excluded.categories,"
            + " other_categories = excluded.other_categories";

    private static final String SEEN = " WHERE tenant_id = $1 AND window_start >= $2";
    private static final String OF_VERSION = " AND model = $3 AND version = $4";

    private static final String PRUNE = "DELETE FROM %1$s WHERE ctid = ANY (ARRAY("
            + "SELECT ctid FROM %1$s WHERE window_start < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private static final String PRUNE_DELETED = "DELETE FROM %1$s WHERE ctid = ANY (ARRAY("
            + "SELECT s.ctid FROM %1$s s JOIN deleted_tenant d ON d.id = s.tenant_id"
            + " LIMIT $1 FOR UPDATE OF s SKIP LOCKED))";

    /** Version of a model within one tenant. */
    record Version(String model, String version) implements Comparable<Version> {

        @Override
        public int compareTo(Version other) {
            int byModel = model.compareTo(other.model);
            return byModel != 0 ? byModel : version.compareTo(other.version);
        }
    }

    /** Merges summaries into the stored rows while holding their locks. */
    Uni<Void> merge(SqlConnection connection, SortedMap<VersionWindow, WindowSummary> folded) {
        List<SortedMap<VersionWindow, WindowSummary>> chunks = new ArrayList<>();
        folded.forEach((window, summary) -> {
            if (chunks.isEmpty() || chunks.getLast().size() == CHUNK) {
                chunks.add(new TreeMap<>());
            }
            chunks.getLast().put(window, summary);
        });
        return Multi.createFrom()
                .iterable(chunks)
                .onItem()
                .transformToUniAndConcatenate(chunk -> mergeChunk(connection, chunk))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static Uni<Void> mergeChunk(SqlConnection connection, SortedMap<VersionWindow, WindowSummary> folded) {
        Tuple keys = keys(folded);
        SortedMap<VersionWindow, WindowSummary> merged = new TreeMap<>();
        return connection
                .preparedQuery(ENSURE)
                .execute(keys)
                .chain(() -> connection.preparedQuery(LOCK).execute(keys))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(rows -> rows.forEach(row -> addVersion(row, summary(merged, row))))
                .chain(() -> connection.preparedQuery(FEATURES_OF).execute(keys))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(rows -> rows.forEach(row -> addFeature(row, summary(merged, row))))
                .invoke(() ->
                        folded.forEach((window, more) -> merged.get(window).merge(more)))
                .chain(() -> connection.preparedQuery(UPDATE_VERSION).executeBatch(versionRows(merged)))
                .chain(() -> putFeatures(connection, featureRows(merged, folded)));
    }

    private static Uni<Void> putFeatures(SqlConnection connection, List<Tuple> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(PUT_FEATURE).executeBatch(rows).replaceWithVoid();
    }

    /**
     * Reads the statistics of a tenant's versions since an instant.
     *
     * @param only version to read, or null for all
     */
    Uni<SortedMap<Version, WindowSummary>> read(
            SqlConnection connection, UUID tenant, Instant since, @Nullable Version only) {
        Tuple arguments = Tuple.of(tenant, time(since));
        if (only != null) {
            arguments.addString(only.model()).addString(only.version());
        }
        String where = only == null ? SEEN : SEEN + OF_VERSION;
        SortedMap<Version, WindowSummary> seen = new TreeMap<>();
        // Features first: if a batch commits in between, there are never more values than predictions.
        return each(
                        connection,
                        "SELECT * FROM feature_window" + where,
                        arguments,
                        row -> addFeature(row, of(seen, row)))
                .chain(() -> each(
                        connection,
                        "SELECT * FROM version_window" + where,
                        arguments,
                        row -> addVersion(row, of(seen, row))))
                .replaceWith(seen);
    }

    private static Uni<Void> each(
            SqlConnection connection, String sql, Tuple arguments, java.util.function.Consumer<Row> use) {
        return connection.prepare(sql).chain(statement -> statement
                .createStream(PAGE, arguments)
                .toMulti()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .invoke(use)
                .collect()
                .last()
                .replaceWithVoid()
                .eventually(statement::close));
    }

    Uni<Integer> prune(SqlConnection connection, Instant before, int most) {
        Tuple arguments = Tuple.of(time(before), most);
        return connection
                .preparedQuery(PRUNE.formatted("feature_window"))
                .execute(arguments)
                .chain(features -> connection
                        .preparedQuery(PRUNE.formatted("version_window"))
                        .execute(arguments)
                        .map(versions -> features.rowCount() + versions.rowCount()));
    }

    Uni<Void> forget(SqlConnection connection, UUID tenant) {
        return connection
                .preparedQuery("INSERT INTO deleted_tenant (id) VALUES ($1) ON CONFLICT DO NOTHING")
                .execute(Tuple.of(tenant))
                .replaceWithVoid();
    }

    Uni<Integer> pruneDeleted(SqlConnection connection, int most) {
        Tuple arguments = Tuple.of(most);
        return connection
                .preparedQuery(PRUNE_DELETED.formatted("feature_window"))
                .execute(arguments)
                .chain(features -> connection
                        .preparedQuery(PRUNE_DELETED.formatted("version_window"))
                        .execute(arguments)
                        .map(versions -> features.rowCount() + versions.rowCount()));
    }

    private static WindowSummary summary(SortedMap<VersionWindow, WindowSummary> merged, Row row) {
        VersionWindow window = new VersionWindow(
                row.getUUID("tenant_id"),
                row.getString("model"),
                row.getString("version"),
                row.getOffsetDateTime("window_start").toInstant());
        return merged.computeIfAbsent(window, absent -> new WindowSummary());
    }

    private static WindowSummary of(SortedMap<Version, WindowSummary> seen, Row row) {
        return seen.computeIfAbsent(
                new Version(row.getString("model"), row.getString("version")), absent -> new WindowSummary());
    }

    private static void addVersion(Row row, WindowSummary summary) {
        summary.addPredictions(row.getLong("predictions"));
        addCounts(row, "labels", "other_labels", summary.labels());
        addSketch(row, "inference_micros", summary.inferenceMicros());
        addSketch(row, "total_micros", summary.totalMicros());
        addSketch(row, "scores", summary.scores());
    }

    private static void addFeature(Row row, WindowSummary summary) {
        FeatureSummary feature = summary.feature(row.getString("feature"));
        addSketch(row, "numbers", feature.numbers());
        addCounts(row, "categories", "other_categories", feature.categories());
    }

    private static void addSketch(Row row, String column, NumberSketch sketch) {
        io.vertx.mutiny.core.buffer.Buffer bytes = row.getBuffer(column);
        if (bytes != null) {
            sketch.merge(NumberSketch.fromBytes(bytes.getBytes()));
        }
    }

    private static void addCounts(Row row, String column, String otherColumn, CategoryCounts counts) {
        row.getJsonObject(column).forEach(entry -> counts.add(entry.getKey(), ((Number) entry.getValue()).longValue()));
        counts.addOther(row.getLong(otherColumn));
    }

    private static Tuple keys(SortedMap<VersionWindow, WindowSummary> windows) {
        return Tuple.tuple()
                .addArrayOfUUID(
                        windows.keySet().stream().map(VersionWindow::tenant).toArray(UUID[]::new))
                .addArrayOfString(
                        windows.keySet().stream().map(VersionWindow::model).toArray(String[]::new))
                .addArrayOfString(
                        windows.keySet().stream().map(VersionWindow::version).toArray(String[]::new))
                .addArrayOfOffsetDateTime(windows.keySet().stream()
                        .map(window -> time(window.start()))
                        .toArray(OffsetDateTime[]::new));
    }

    private static List<Tuple> versionRows(SortedMap<VersionWindow, WindowSummary> merged) {
        List<Tuple> rows = new ArrayList<>(merged.size());
        merged.forEach((window, summary) -> rows.add(key(window)
                .addLong(summary.predictions())
                .addJsonObject(json(summary.labels()))
                .addLong(summary.labels().other())
                .addValue(bytes(summary.inferenceMicros()))
                .addValue(bytes(summary.totalMicros()))
                .addValue(bytes(summary.scores()))));
        return rows;
    }

    /** Returns the rows of the features that the folded events changed. */
    private static List<Tuple> featureRows(
            SortedMap<VersionWindow, WindowSummary> merged, SortedMap<VersionWindow, WindowSummary> folded) {
        List<Tuple> rows = new ArrayList<>();
        folded.forEach((window, changed) -> changed.features().keySet().forEach(name -> {
            FeatureSummary feature = merged.get(window).feature(name);
            rows.add(key(window)
                    .addString(name)
                    .addValue(bytes(feature.numbers()))
                    .addJsonObject(json(feature.categories()))
                    .addLong(feature.categories().other()));
        }));
        return rows;
    }

    private static Tuple key(VersionWindow window) {
        return Tuple.tuple()
                .addUUID(window.tenant())
                .addString(window.model())
                .addString(window.version())
                .addOffsetDateTime(time(window.start()));
    }

    private static JsonObject json(CategoryCounts counts) {
        return new JsonObject(new LinkedHashMap<String, Object>(counts.counts()));
    }

    @Nullable
    private static Buffer bytes(NumberSketch sketch) {
        return sketch.count() == 0 ? null : Buffer.buffer(sketch.toBytes());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
