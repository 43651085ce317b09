package dev.auspex.prediction.history;

import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;

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

    /** Size of the inputs and warnings of one page, in bytes of JSON; the item that exceeds it is the last one. */
    static final int MOST_PAGE_BYTES = 1 << 20;

    private static final String COLUMNS = """
            SELECT id, model, version, features::text AS features, label, score, confidence, warnings::text AS warnings,
                   validate_micros, queue_micros, inference_micros, model_call_micros, total_micros, created_at
              FROM prediction
             WHERE tenant_id = $1""";
    private static final String ONE = COLUMNS + " AND id = $2";

    /** Cuts a page off after the item that makes it larger than {@link #MOST_PAGE_BYTES}. */
    private static final String PAGE = """
            SELECT * FROM (
                SELECT page.*, count(*) OVER () AS available,
                       sum(octet_length(features) + octet_length(warnings)) OVER newest
                           - octet_length(features) - octet_length(warnings) AS bytes_before
                  FROM (%s%s ORDER BY created_at DESC, id DESC LIMIT $2) page
                WINDOW newest AS (ORDER BY created_at DESC, id DESC)) cut
             WHERE bytes_before < %d ORDER BY created_at DESC, id DESC""";

    private static final String FIRST = page("");
    private static final String FIRST_OF_MODEL = page(" AND model = $3");
    private static final String AFTER = page(" AND (created_at, id) < ($3, $4)");
    private static final String AFTER_OF_MODEL = page(" AND (created_at, id) < ($3, $4) AND model = $5");

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

    private static String page(String condition) {
        return PAGE.formatted(COLUMNS, condition, MOST_PAGE_BYTES);
    }

    /**
     * Items of one page.
     *
     * @param more whether there are older predictions
     */
    record Page(List<Prediction> items, boolean more) {}

    /**
     * Reads one page.
     *
     * @param model model whose predictions are read, or null for all models
     * @param after position to continue from: only older predictions are read; or null
     * @param limit maximum number of items; there are fewer if they are large
     * @param size  receives the size of the page in bytes of JSON before objects are made of it; its exceptions pass
     *     through to the caller
     */
    Uni<Page> newest(UUID tenant, String model, PageCursor after, int limit, LongConsumer size) {
        // One more than the limit shows whether there is a next page.
        Tuple parameters = Tuple.of(tenant, limit + 1);
        if (after != null) {
            parameters
                    .addOffsetDateTime(after.createdAt().atOffset(ZoneOffset.UTC))
                    .addUUID(after.id());
        }
        if (model != null) {
            parameters.addString(model);
        }
        return rows(tenant, newestQuery(model != null, after != null), parameters)
                .invoke(rows -> size.accept(bytes(rows)))
                .map(rows -> page(rows, limit));
    }

    private Page page(RowSet<Row> rows, int limit) {
        List<Prediction> items = new ArrayList<>(Math.min(limit, rows.size()));
        long available = 0;
        for (Row row : rows) {
            available = row.getLong("available");
            if (items.size() < limit) {
                items.add(prediction(row));
            }
        }
        return new Page(items, items.size() < available);
    }

    private static long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            bytes += row.getString("features").length()
                    + row.getString("warnings").length();
        }
        return bytes;
    }

    private static String newestQuery(boolean ofModel, boolean after) {
        if (after) {
            return ofModel ? AFTER_OF_MODEL : AFTER;
        }
        return ofModel ? FIRST_OF_MODEL : FIRST;
    }

    /** Returns one prediction, or null if there is none. */
    Uni<Prediction> find(UUID tenant, UUID id) {
        return rows(tenant, ONE, Tuple.of(tenant, id))
                .map(found -> found.rowCount() == 0
                        ? null
                        : prediction(found.iterator().next()));
    }

    private Uni<RowSet<Row>> rows(UUID tenant, String sql, Tuple parameters) {
        return guard.read(database.inTenant(
                tenant, connection -> connection.preparedQuery(sql).execute(parameters)));
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
