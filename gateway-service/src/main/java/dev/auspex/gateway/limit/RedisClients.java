package dev.auspex.gateway.limit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of Redis, set up as the one that is configured. A client keeps all of its connections on the one event loop that
 * made it, so an event loop that is to ask Redis without a hand-over needs a client of its own.
 */
@Singleton
class RedisClients implements RedisOptionsCustomizer {

    private final Queue<Redis> made = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RedisOptions configured;

    /** Hears what is configured, before the application starts: other beans are not there yet. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        configured = new RedisOptions(options);
    }

    /** Makes a client whose connections belong to the current event loop. */
    Redis create(Vertx vertx) {
        RedisOptions options = configured;
        if (options == null) {
            throw new IllegalStateException("quarkus.redis.hosts is not set, or nothing asks for a client");
        }
        Redis client = Redis.createClient(vertx, new RedisOptions(options));
        made.add(client);
        return client;
    }

    @PreDestroy
    void close() {
        made.forEach(Redis::close);
    }
}
