package dev.auspex.prediction.database;

import java.util.List;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;

/** Makes the connection pool with limits that Quarkus' configuration does not have. */
@Singleton
class BoundedPool implements PgPoolCreator {

    private final DatabaseConfig config;

    BoundedPool(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        int millis = Math.toIntExact(config.connectTimeout().toMillis());
        String statementMillis = Long.toString(config.statementTimeout().toMillis());
        for (PgConnectOptions server : input.pgConnectOptionsList()) {
            server.setConnectTimeout(millis).addProperty("statement_timeout", statementMillis);
        }
        return PgBuilder.pool()
                .with(input.poolOptions().setMaxWaitQueueSize(config.waiting()))
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
