package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.gateway.Surroundings;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(Surroundings.class)
class LimiterTest {

    @Inject
    Redis redis;

    @Inject
    RedisClients clients;

    @Inject
    Vertx vertx;

    @Inject
    LimitConfig configured;

    @Inject
    TenantLimits tenants;

    @Inject
    UuidV7 ids;

    /** As configured, but in a hurry. */
    private record Hurried(LimitConfig config) implements LimitConfig {

        @Override
        public Map<String, LimitConfig.LimitClass> classes() {
            return config.classes();
        }

        @Override
        public Duration redisTimeout() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration redisPause() {
            return config.redisPause();
        }

        @Override
        public double fallbackShare() {
            return config.fallbackShare();
        }

        @Override
        public int fallbackBuckets() {
            return config.fallbackBuckets();
        }

        @Override
        public int mostTenants() {
            return config.mostTenants();
        }

        @Override
        public Duration lease() {
            return config.lease();
        }

        @Override
        public Duration warnInterval() {
            return config.warnInterval();
        }
    }

    private Response call(Request request) throws Exception {
        return redis.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void leavesNoLeaseBehindWhereRedisWasOnlyLate() throws Exception {
        // Given: a Redis that takes what it is sent, and runs it too late
        Limiter limiter = new Limiter(new Hurried(configured), tenants, vertx, clients, ids, new SimpleMeterRegistry());
        Context loop = vertx.getOrCreateContext();
        call(Request.cmd(Command.SCRIPT).arg("LOAD").arg(RedisLimits.script()));
        String account = UUID.randomUUID().toString();
        Subject subject = new Subject(account, null, null, "192.0.2.1");
        Decision before = inTime(limiter, loop, subject);
        String leases = before.keys()[1];
        assertEquals(Rule.Kind.CONCURRENT, before.rules()[1].kind());
        assertEquals(1, call(Request.cmd(Command.ZCARD).arg(leases)).toInteger());
        call(Request.cmd(Command.CLIENT).arg("PAUSE").arg(2_000).arg("ALL"));

        // When: and another one that comes in behind it, on the same connection
        Decision late = take(limiter, loop, subject);
        inTime(limiter, loop, subject);
        int counted = call(Request.cmd(Command.ZCARD).arg(leases)).toInteger();

        // Then: the one before and the one behind are all that counts
        assertTrue(late.alone() && late.allowed());
        assertEquals(2, counted);
    }

    private static Decision take(Limiter limiter, Context loop, Subject subject) throws Exception {
        CompletableFuture<Decision> taken = new CompletableFuture<>();
        loop.runOnContext(ignored ->
                limiter.take("sockets", subject, 1).onSuccess(taken::complete).onFailure(taken::completeExceptionally));
        return taken.get(10, TimeUnit.SECONDS);
    }

    /** Takes until Redis answers in time, which it may not do at once on a busy machine or while it pauses. */
    private static Decision inTime(Limiter limiter, Context loop, Subject subject) throws Exception {
        for (int i = 0; i < 100; i++) {
            Decision taken = take(limiter, loop, subject);
            if (!taken.alone()) {
                return taken;
            }
            limiter.release(taken);
            Thread.sleep(100);
        }
        throw new AssertionError("Redis never answered in time");
    }
}
