package dev.auspex.gateway.limit;

import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
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

    /** Sends a command, once connected. */
    Future<Response> send(Request command) {
        RedisConnection open = connection.get();
        return open == null ? connect().compose(opened -> opened.send(command)) : open.send(command);
    }

    /** Connects, unless it does so already. */
    private Future<RedisConnection> connect() {
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
