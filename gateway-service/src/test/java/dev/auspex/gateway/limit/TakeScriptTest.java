package dev.auspex.gateway.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

    private static final long START = 1_790_000_000_000_000L;
    private static final String LEASE_MILLIS = "1000";
    private static final long LEASE_MICROS = 1_000_000;

    @Inject
    Redis redis;

    @ConfigProperty(name = "quarkus.redis.hosts")
    String address;

    @Inject
    Vertx vertx;

    private Response call(Request request) {
        try {
            return redis.send(request).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private long[] run(String mode, Rule[] rules, String[] keys, int cost, long now, String lease) {
        return longs(call(request(mode, rules, keys, cost, now, lease)));
    }

    private static Request request(String mode, Rule[] rules, String[] keys, int cost, long now, String lease) {
        Request request = Request.cmd(Command.EVAL).arg(RedisLimits.script());
        RedisLimits.arguments(request, mode, rules, keys, cost, Long.toString(now), lease, LEASE_MILLIS);
        return request;
    }

    private static long[] longs(Response response) {
        long[] longs = new long[response.size()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = response.get(i).toLong();
        }
        return longs;
    }

    private static Rule[] several(Random random) {
        return new Rule[] {
            Rule.rate(
                    Rule.Dimension.CALLER,
                    new Limit("x", 1 + random.nextInt(1_000_000 >> random.nextInt(20)), 1 + random.nextInt(50))),
            Rule.rate(
                    Rule.Dimension.TENANT,
                    new Limit(
                            "x-tenant", 1 + random.nextInt(1_000_000 >> random.nextInt(20)), 1 + random.nextInt(200))),
            Rule.concurrent(Rule.Dimension.CALLER, "x-concurrent", 1 + random.nextInt(20)),
            Rule.daily(Rule.Dimension.TENANT, "x-daily", 1 + random.nextInt(2_000))
        };
    }

    private static String[] keys(int count) {
        String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = "test:" + UUID.randomUUID();
        }
        return keys;
    }

    /** Rates, requests at once and days together: the script in Redis and the classes in memory say the same at each step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void equalsTheLimitsInMemory(long seed) {
        // Given
        Random random = new Random(seed);
        Rule[] rules = several(random);
        String[] keys = keys(rules.length);
        long now = START;
        LocalLimits memory = new LocalLimits(100);

        for (int i = 0; i < 300; i++) {
            // When
            now += random.nextInt(10) == 0
                    ? -random.nextInt(1000)
                    : random.nextLong(4_000_000L / rules[0].limit().rate() + 2);
            int cost = 1 + random.nextInt(4);
            String lease = "lease" + i;
            if (random.nextInt(20) == 0) {
                run(RedisLimits.CHARGE, rules, keys, cost, now, "");
                memory.charge(rules, keys, cost, now);
            }
            if (random.nextInt(3) == 0) {
                String ended = "lease" + random.nextInt(i + 1);
                call(Request.cmd(Command.ZREM).arg(keys[2]).arg(ended));
                memory.release(keys, ended);
            }
            long[] inRedis = run(RedisLimits.TAKE, rules, keys, cost, now, lease);
            long[] inMemory = memory.take(rules, keys, cost, lease, LEASE_MICROS, now);

            // Then
            assertEquals(inMemory[rules.length] + 1, inRedis[0], "step " + i + " refused by");
            for (int rule = 0; rule < rules.length; rule++) {
                assertEquals(inMemory[rule], inRedis[rule + 1], "step " + i + " left of " + rules[rule]);
            }
        }
    }

    /** A million requests of 50 callers in ten minutes of a clock of their own: not one is decided otherwise than by the model. */
    @Test
    void decidesAMillionRequestsAsTheModelDoes() throws Exception {
        // Given
        call(Request.cmd(Command.SCRIPT).arg("LOAD").arg(RedisLimits.script()));
        String sha = call(Request.cmd(Command.SCRIPT).arg("LOAD").arg(RedisLimits.script()))
                .toString();
        Rule rule = Rule.rate(Rule.Dimension.CALLER, new Limit("x", 17, 23));
        Rule[] rules = {rule};
        String[] callers = keys(50);
        Gcra[] models = new Gcra[callers.length];
        java.util.Arrays.setAll(models, i -> new Gcra());
        Random random = new Random(7);
        long now = START;
        long granted = 0;
        long different = 0;

        // When
        for (int batch = 0; batch < 1_000; batch++) {
            List<Request> requests = new ArrayList<>(1_000);
            boolean[] expected = new boolean[1_000];
            for (int i = 0; i < expected.length; i++) {
                now += random.nextInt(1_200);
                int caller = random.nextInt(callers.length);
                Request request = Request.cmd(Command.EVALSHA).arg(sha);
                RedisLimits.arguments(
                        request,
                        RedisLimits.TAKE,
                        rules,
                        new String[] {callers[caller]},
                        1,
                        Long.toString(now),
                        "",
                        "0");
                requests.add(request);
                expected[i] = models[caller].take(rule.limit(), 1, now);
            }
            List<Response> answers = redis.batch(requests)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            for (int i = 0; i < expected.length; i++) {
                boolean taken = answers.get(i).get(0).toInteger() == 0;
                granted += taken ? 1 : 0;
                different += taken == expected[i] ? 0 : 1;
            }
        }

        // Then
        assertEquals(0, different);
        assertTrue(granted > 300_000 && granted < 700_000, granted + " granted");
    }

    /** Two instances, each with connections of its own, one caller: together no more and no less than the limit. */
    @Test
    void twoInstancesTogetherGrantOneLimit() throws Exception {
        // Given
        // A burst of 2.5 s, so that no pause of this machine fills it and loses tokens that nobody counts.
        Rule[] rules = {Rule.rate(Rule.Dimension.CALLER, new Limit("x", 400, 1_000))};
        String[] key = keys(1);
        Vertx[] instances = {Vertx.vertx(), Vertx.vertx()};
        List<RedisLimits> all = new ArrayList<>();
        for (Vertx instance : instances) {
            Redis own = Redis.createClient(instance, address);
            all.add(new RedisLimits(instance, () -> own, Duration.ofSeconds(5), Duration.ofMinutes(1)));
        }
        AtomicLong granted = new AtomicLong(1);
        long before = System.nanoTime();
        assertEquals(0, await(all.getFirst().run(RedisLimits.TAKE, rules, key, 1, null))[0]);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(5);
        CountDownLatch done = new CountDownLatch(2 * 8);

        // When
        for (int i = 0; i < 2 * 8; i++) {
            RedisLimits limits = all.get(i % 2);
            instances[i % 2].runOnContext(ignored -> next(limits, rules, key, granted, end, done));
        }
        assertTrue(done.await(60, TimeUnit.SECONDS));
        long over = System.nanoTime();
        long[] last = await(all.getFirst().run(RedisLimits.CHARGE, rules, key, 1, null));
        long after = System.nanoTime();

        // Then: what was granted and what is left are the burst and what has come since, no more and no less
        double there = granted.get() + 1 + (double) last[1] / Gcra.MICROS;
        assertTrue(there <= (1_000 + 400 * (after - before) / 1e9) * 1.01, there + " are too many");
        assertTrue(there >= (1_000 + 400 * (over - begin) / 1e9) * 0.99, there + " are too few");
        for (Vertx instance : instances) {
            instance.close();
        }
    }

    private static long[] await(Future<Response> answer) throws Exception {
        return longs(answer.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
    }

    private static void next(
            RedisLimits limits, Rule[] rules, String[] key, AtomicLong granted, long end, CountDownLatch done) {
        if (System.nanoTime() >= end) {
            done.countDown();
            return;
        }
        limits.run(RedisLimits.TAKE, rules, key, 1, null).onComplete(answer -> {
            if (answer.succeeded() && answer.result().get(0).toInteger() == 0) {
                granted.incrementAndGet();
            }
            next(limits, rules, key, granted, end, done);
        });
    }

    @Test
    void forgetsWhatIsOver() {
        // Given
        Rule[] rules = {Rule.rate(Rule.Dimension.CALLER, new Limit("x", 1, 100))};
        String[] keys = keys(1);

        // When
        run(RedisLimits.TAKE, rules, keys, 60, START, "");

        // Then: a minute until all of it has come back, and a second more
        long millis = call(Request.cmd(Command.PTTL).arg(keys[0])).toLong();
        assertTrue(millis > 0 && millis <= 61_000, millis + " ms");
    }

    @Test
    void loadsTheScriptWhereRedisDoesNotKnowIt() throws Exception {
        // Given
        RedisLimits limits = new RedisLimits(vertx, () -> redis, Duration.ofSeconds(20), Duration.ofMinutes(1));
        Rule[] rules = {Rule.rate(Rule.Dimension.CALLER, new Limit("x", 1, 2))};
        call(Request.cmd(Command.SCRIPT).arg("FLUSH"));

        // When
        Response answer = limits.run(RedisLimits.TAKE, rules, keys(1), 1, null)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        // Then
        assertEquals(Gcra.MICROS, longs(answer)[1]);
    }

    /** All of one turn of an event loop go out as one write; a script that Redis forgot fails them all at first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesOneTokenForEachOfManyAtOnce(boolean forgotten) throws Exception {
        // Given
        RedisLimits limits = new RedisLimits(vertx, () -> redis, Duration.ofSeconds(20), Duration.ofMinutes(1));
        Rule[] rules = {Rule.rate(Rule.Dimension.CALLER, new Limit("x", 1, 1_000))};
        String[] keys = keys(1);
        call(Request.cmd(Command.SCRIPT)
                .arg(forgotten ? "FLUSH" : "LOAD")
                .arg(forgotten ? "SYNC" : RedisLimits.script()));
        Promise<List<Response>> all = Promise.promise();

        // When
        vertx.getOrCreateContext().runOnContext(ignored -> {
            List<Future<Response>> taken = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                taken.add(limits.run(RedisLimits.TAKE, rules, keys, 1, null));
            }
            Future.all(taken).map(done -> done.<Response>list()).onComplete(all);
        });

        // Then: each has another number of whole tokens left, whatever came back in the meantime
        List<Response> left =
                all.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals(
                100,
                left.stream()
                        .filter(answer -> longs(answer)[0] == 0)
                        .mapToLong(answer -> longs(answer)[1])
                        .distinct()
                        .count());
    }
}
