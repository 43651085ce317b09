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
 * Creates Redis clients with the configuration of the default client. A client keeps all its connections on the event
 * loop that created it, so each event loop needs its own client to reach Redis without a thread hand-over.
 */
@Singleton
class RedisClients implements RedisOptionsCustomizer {

    private final Queue<Redis> made = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RedisOptions configured;

    /** Receives the configuration before the application starts, when other beans do not exist yet. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        configured = new RedisOptions(options);
    }

    /** Creates a client whose connections belong to the current event loop. */
    Redis create(Vertx vertx) {
        RedisOptions options = configured;
        if (options == null) {
            throw new IllegalStateException("quarkus.redis.hosts is not set, or no Redis client is configured.");
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
