package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.gateway.Surroundings;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The script in Redis and the class in memory are one arithmetic. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class TakeScriptTest {

    @Inject
    Redis redis;

    @Inject
    Vertx vertx;

    private Response call(Request request) {
        try {
            return redis.send(request).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long take(Limit limit, String key, long now) {
        return call(Request.cmd(Command.EVAL)
                        .arg(RedisBuckets.script())
                        .arg(1)
                        .arg(key)
                        .arg(limit.rate())
                        .arg(limit.burst())
                        .arg(now))
                .toLong();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void equalsTheBucketInMemory(long seed) {
        // Given
        Random random = new Random(seed);
        Limit limit = new Limit("x", 1 + random.nextInt(1_000_000 >> random.nextInt(20)), 1 + random.nextInt(50));
        String key = "test:" + UUID.randomUUID();
        long now = 1_790_000_000_000_000L;
        TokenBucket bucket = new TokenBucket(limit, now);

        for (int i = 0; i < 200; i++) {
            // When
            now += random.nextInt(10) == 0 ? -random.nextInt(1000) : random.nextLong(4_000_000L / limit.rate() + 2);
            long inRedis = take(limit, key, now);

            // Then
            assertEquals(bucket.take(now), inRedis, "step " + i + " of " + limit);
        }
    }

    @Test
    void forgetsBucketThatIsFullAgain() {
        // Given
        Limit limit = new Limit("x", 100, 10);
        String key = "test:" + UUID.randomUUID();

        // When
        take(limit, key, 1_790_000_000_000_000L);

        // Then
        long millis = call(Request.cmd(Command.PTTL).arg(key)).toLong();
        assertTrue(millis > 0 && millis <= 1_010, millis + " ms");
    }

    @Test
    void loadsTheScriptWhereRedisDoesNotKnowIt() throws Exception {
        // Given
        RedisBuckets buckets = new RedisBuckets(vertx, redis, Duration.ofSeconds(2));
        call(Request.cmd(Command.SCRIPT).arg("FLUSH"));

        // When
        long left = buckets.take(new Limit("x", 1, 2), "test:" + UUID.randomUUID())
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);

        // Then
        assertEquals(TokenBucket.MICROS, left);
    }

    /** All of one turn of an event loop go out as one write; a script that Redis forgot fails them all at first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesOneTokenForEachOfManyAtOnce(boolean forgotten) throws Exception {
        // Given
        RedisBuckets buckets = new RedisBuckets(vertx, redis, Duration.ofSeconds(2));
        Limit limit = new Limit("x", 1, 1_000);
        String key = "test:" + UUID.randomUUID();
        call(Request.cmd(Command.SCRIPT)
                .arg(forgotten ? "FLUSH" : "LOAD")
                .arg(forgotten ? "SYNC" : RedisBuckets.script()));
        Promise<List<Long>> all = Promise.promise();

        // When
        vertx.getOrCreateContext().runOnContext(ignored -> {
            List<Future<Long>> taken = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                taken.add(buckets.take(limit, key));
            }
            Future.all(taken).map(done -> done.<Long>list()).onComplete(all);
        });

        // Then: each has another number of whole tokens left, whatever came back in the meantime
        List<Long> left = all.future().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertEquals(100, left.stream().filter(tokens -> tokens >= 0).distinct().count());
        assertTrue(left.stream().mapToLong(tokens -> tokens).min().orElseThrow() <= 905 * TokenBucket.MICROS);
    }
}
