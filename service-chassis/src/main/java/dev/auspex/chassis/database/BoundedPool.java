package dev.auspex.chassis.database;

import java.util.List;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;

/**
 * Creates the connection pool with limits that the default pool does not set: the length of its queue, and timeouts for
 * connections and statements.
 */
@IfBuildProperty(name = "quarkus.datasource.db-kind", stringValue = "postgresql")
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
        // The pool's own timer also fires for requests that have already failed, and logs an error.
        // DatabaseGuard has a better timeout.
        PoolOptions options =
                input.poolOptions().setMaxWaitQueueSize(config.waiting()).setConnectionTimeout(0);
        return PgBuilder.pool()
                .with(options)
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
