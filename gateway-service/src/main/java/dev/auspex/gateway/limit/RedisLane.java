package dev.auspex.gateway.limit;

import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import org.jspecify.annotations.Nullable;

/** One connection to Redis that many requests share: commands are pipelined, none waits for a connection. */
final class RedisLane {

    private final Redis redis;
    private final AtomicReference<RedisConnection> connection = new AtomicReference<>();
    private final AtomicReference<Future<RedisConnection>> connecting = new AtomicReference<>();

    RedisLane(Redis redis) {
        this.redis = redis;
    }

    /** The connection, or null while there is none. */
    @Nullable
    RedisConnection current() {
        return connection.get();
    }

    /** Connects, unless it does so already. */
    Future<RedisConnection> connect() {
        RedisConnection open = connection.get();
        if (open != null) {
            return Future.succeededFuture(open);
        }
        Future<RedisConnection> pending = connecting.get();
        if (pending != null) {
            return pending;
        }
        Future<RedisConnection> started = redis.connect();
        if (connecting.compareAndSet(null, started)) {
            started.onComplete(outcome -> {
                if (outcome.succeeded()) {
                    keep(outcome.result());
                }
                connecting.set(null);
            });
        } else {
            started.onSuccess(RedisConnection::close);
        }
        return started;
    }

    private void keep(RedisConnection opened) {
        opened.exceptionHandler(failure -> drop(opened));
        opened.endHandler(ended -> drop(opened));
        connection.set(opened);
    }

    /** Forgets a connection that failed; the next request opens another one. */
    void drop(RedisConnection failed) {
        if (connection.compareAndSet(failed, null)) {
            failed.close();
        }
    }
}
