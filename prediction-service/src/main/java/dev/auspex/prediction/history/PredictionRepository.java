package dev.auspex.prediction.history;

import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.Timings;
import dev.auspex.contracts.problem.Violation;

/** Read access to stored predictions. Every query names the tenant, and row-level security enforces it again. */
@ApplicationScoped
class PredictionRepository {

    private static final String COLUMNS = """
            SELECT id, model, version, features::text AS features, label, score, confidence, warnings::text AS warnings,
                   validate_micros, queue_micros, inference_micros, model_call_micros, total_micros, created_at
              FROM prediction
             WHERE tenant_id = $1""";
    private static final String ONE = COLUMNS + " AND id = $2";
    private static final String ORDER = " ORDER BY created_at DESC, id DESC LIMIT $2";
    private static final String FIRST = COLUMNS + ORDER;
    private static final String FIRST_OF_MODEL = COLUMNS + " AND model = $3" + ORDER;
    private static final String AFTER = COLUMNS + " AND (created_at, id) < ($3, $4)" + ORDER;
    private static final String AFTER_OF_MODEL = COLUMNS + " AND (created_at, id) < ($3, $4) AND model = $5" + ORDER;

    private static final TypeReference<Map<String, Object>> FEATURES = new TypeReference<>() {};
    private static final TypeReference<List<Violation>> WARNINGS = new TypeReference<>() {};

    private final TenantDatabase database;
    private final DatabaseGuard guard;
    private final ObjectMapper json;

    PredictionRepository(TenantDatabase database, DatabaseGuard guard, ObjectMapper json) {
        this.database = database;
        this.guard = guard;
        this.json = json;
    }

    /**
     * Reads one page.
     *
     * @param model model whose predictions are read, or null for all models
     * @param after position to continue from: only older predictions are read; or null
     */
    Uni<List<Prediction>> newest(UUID tenant, String model, PageCursor after, int limit) {
        Tuple parameters = Tuple.of(tenant, limit);
        if (after != null) {
            parameters
                    .addOffsetDateTime(after.createdAt().atOffset(ZoneOffset.UTC))
                    .addUUID(after.id());
        }
        if (model != null) {
            parameters.addString(model);
        }
        return query(tenant, newestQuery(model != null, after != null), parameters);
    }

    private static String newestQuery(boolean ofModel, boolean after) {
        if (after) {
            return ofModel ? AFTER_OF_MODEL : AFTER;
        }
        return ofModel ? FIRST_OF_MODEL : FIRST;
    }

    /** Returns one prediction, or null if there is none. */
    Uni<Prediction> find(UUID tenant, UUID id) {
        return query(tenant, ONE, Tuple.of(tenant, id)).map(found -> found.isEmpty() ? null : found.getFirst());
    }

    private Uni<List<Prediction>> query(UUID tenant, String sql, Tuple parameters) {
        return guard.read(database.inTenant(
                        tenant, connection -> connection.preparedQuery(sql).execute(parameters)))
                .map(this::predictions);
    }

    private List<Prediction> predictions(RowSet<Row> rows) {
        List<Prediction> found = new ArrayList<>(rows.size());
        rows.forEach(row -> found.add(prediction(row)));
        return found;
    }

    private Prediction prediction(Row row) {
        return new Prediction(
                row.getUUID("id"),
                row.getString("model"),
                row.getString("version"),
                read(row.getString("features"), FEATURES),
                row.getString("label"),
                row.getDouble("score"),
                row.getDouble("confidence"),
                read(row.getString("warnings"), WARNINGS),
                new Timings(
                        row.getLong("validate_micros"),
                        row.getLong("queue_micros"),
                        row.getLong("inference_micros"),
                        row.getLong("model_call_micros"),
                        0,
                        row.getLong("total_micros")),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
