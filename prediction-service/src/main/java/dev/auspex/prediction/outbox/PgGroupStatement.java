package dev.auspex.prediction.outbox;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.contracts.prediction.Prediction;

/**
 * Single PostgreSQL statement for any number of predictions: one round trip and one fsync. It returns no rows, because
 * the insert policy allows writes for every tenant but reads for none.
 */
@ApplicationScoped
class PgGroupStatement implements GroupStatement {

    private static final String SQL = """
            WITH stored AS (
                INSERT INTO prediction (tenant_id, id, account_id, model, version, label, score, confidence, features,
                                        warnings, validate_micros, queue_micros, inference_micros, model_call_micros,
                                        total_micros, created_at)
                SELECT tenant_id, id, account_id, model, version, label, score, confidence, features::jsonb,
                       warnings::jsonb, validate_micros, queue_micros, inference_micros, model_call_micros,
                       total_micros, created_at
                  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[],
                              $8::float8[], $9::text[], $10::text[], $11::int8[], $12::int8[], $13::int8[],
                              $14::int8[], $15::int8[], $16::timestamptz[])
                    AS new (tenant_id, id, account_id, model, version, label, score, confidence, features,
                            warnings, validate_micros, queue_micros, inference_micros, model_call_micros,
                            total_micros, created_at)
            )
            INSERT INTO outbox (event_id, tenant_id, topic, event_type, event_key, trace_parent, payload, created_at)
            SELECT event_id, tenant_id, topic, event_type, event_key, trace_parent, payload, created_at
              FROM unnest($17::uuid[], $1::uuid[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[],
                          $16::timestamptz[])
                AS new (event_id, tenant_id, topic, event_type, event_key, trace_parent, payload, created_at)""";

    private final Pool pool;
    private final CommitConfig config;

    PgGroupStatement(Pool pool, CommitConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Override
    public Future<Void> execute(List<NewPrediction> group) {
        return pool.preparedQuery(SQL)
                .execute(columns(group))
                .timeout(config.statementTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    private static Tuple columns(List<NewPrediction> group) {
        return Tuple.tuple()
                .addArrayOfUUID(column(group, NewPrediction::tenant, UUID[]::new))
                .addArrayOfUUID(of(group, Prediction::id, UUID[]::new))
                .addArrayOfUUID(column(group, NewPrediction::account, UUID[]::new))
                .addArrayOfString(of(group, Prediction::model, String[]::new))
                .addArrayOfString(of(group, Prediction::version, String[]::new))
                .addArrayOfString(of(group, Prediction::label, String[]::new))
                .addArrayOfDouble(of(group, Prediction::score, Double[]::new))
                .addArrayOfDouble(of(group, Prediction::confidence, Double[]::new))
                .addArrayOfString(column(group, NewPrediction::featuresJson, String[]::new))
                .addArrayOfString(column(group, NewPrediction::warningsJson, String[]::new))
                .addArrayOfLong(of(group, it -> it.timings().validateMicros(), Long[]::new))
                .addArrayOfLong(of(group, it -> it.timings().queueMicros(), Long[]::new))
                .addArrayOfLong(of(group, it -> it.timings().inferenceMicros(), Long[]::new))
                .addArrayOfLong(of(group, it -> it.timings().modelCallMicros(), Long[]::new))
                .addArrayOfLong(of(group, it -> it.timings().totalMicros(), Long[]::new))
                .addArrayOfOffsetDateTime(
                        of(group, it -> it.createdAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new))
                .addArrayOfUUID(column(group, it -> it.event().id(), UUID[]::new))
                .addArrayOfString(column(group, it -> it.event().topic(), String[]::new))
                .addArrayOfString(column(group, it -> it.event().type(), String[]::new))
                .addArrayOfString(column(group, it -> it.event().key(), String[]::new))
                .addArrayOfString(column(group, it -> it.event().traceParent(), String[]::new))
                .addArrayOfString(column(group, it -> it.event().payload(), String[]::new));
    }

    private static <T> T[] of(List<NewPrediction> group, Function<Prediction, T> value, IntFunction<T[]> array) {
        return column(group, row -> value.apply(row.prediction()), array);
    }

    private static <T> T[] column(List<NewPrediction> group, Function<NewPrediction, T> value, IntFunction<T[]> array) {
        T[] column = array.apply(group.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(group.get(i));
        }
        return column;
    }
}
