package dev.auspex.gateway.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.id.UuidV7;

/**
 * Takes each request's cost from its limits in Redis, or, while Redis is unavailable, from this instance's share of
 * them. An outage never lifts the limits and never stops all requests.
 */
@ApplicationScoped
public class Limiter {

    /** Name of the limit class for routes without limits. */
    public static final String NONE = "none";

    private static final Logger LOG = Logger.getLogger(Limiter.class);

    /**
     * How long Redis must give no answer to count as down, in timeouts. Late answers only mean a busy machine. Only
     * when Redis is down does the limiter stop asking it, because such a pause changes the limit for everybody.
     */
    private static final int TIMEOUTS_OF_OUTAGE = 10;

    private final RedisLimits redis;
    private final LocalLimits local;
    private final Map<String, Entry> entries = new HashMap<>();
    private final TenantLimits tenants;
    private final UuidV7 ids;
    private final Counter fallbacks;
    private final Timer redisTime;
    private final long leaseMicros;
    private final long pauseNanos;
    private final long warnNanos;
    private final long outageNanos;
    private final AtomicLong answeredAt;
    private final AtomicLong askAgainAt;
    private final AtomicLong warnAgainAt;

    Limiter(
            LimitConfig config,
            TenantLimits tenants,
            Vertx vertx,
            RedisClients clients,
            UuidV7 ids,
            MeterRegistry metrics) {
        this.redis = new RedisLimits(vertx, () -> clients.create(vertx), config.redisTimeout(), config.lease());
        this.local = new LocalLimits(config.fallbackBuckets());
        this.tenants = tenants;
        this.ids = ids;
        this.fallbacks = Counter.builder("auspex.gateway.limit.fallback")
                .description("Requests that this instance limited on its own because Redis was unavailable")
                .register(metrics);
        this.redisTime = Timer.builder("auspex.gateway.limit.redis")
                .description("Time of a limit check in Redis")
                .register(metrics);
        this.leaseMicros = config.lease().toNanos() / 1000;
        this.pauseNanos = config.redisPause().toNanos();
        this.warnNanos = config.warnInterval().toNanos();
        this.outageNanos = config.redisTimeout().toNanos() * TIMEOUTS_OF_OUTAGE;
        this.answeredAt = new AtomicLong(System.nanoTime());
        this.askAgainAt = new AtomicLong(System.nanoTime());
        this.warnAgainAt = new AtomicLong(System.nanoTime());
        if (config.classes().containsKey(NONE)) {
            throw new IllegalArgumentException(
                    "auspex.limit.classes.none is not allowed, because none means no limit.");
        }
        config.classes().forEach((name, limits) -> {
            LimitClass limitClass = LimitClass.of(name, limits);
            Counter shadowed = Counter.builder("auspex.gateway.limit.shadow")
                    .description("Requests that a limit in shadow mode would have refused")
                    .tag("class", name)
                    .register(metrics);
            entries.put(name, new Entry(limitClass, limitClass.share(config.fallbackShare()), shadowed));
        });
    }

    /** Loads the script before the first request asks for it. */
    void warm(@Observes StartupEvent start) {
        Rule[] once = {Rule.rate(Rule.Dimension.CALLER, new Limit("warm-up", 1, 1))};
        try {
            redis.run(RedisLimits.TAKE, once, new String[] {"auspex:limit:warm-up"}, 1, null)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("redis not available at start, limits applied by this instance alone cause=%s", e);
        }
    }

    /**
     * Checks that a limit class with this name exists; {@link #NONE} is always allowed.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void require(String limitClass) {
        if (!entries.containsKey(limitClass) && !limitClass.equals(NONE)) {
            throw new IllegalArgumentException("auspex.limit.classes has no class " + limitClass + ".");
        }
    }

    /** Takes the cost of a request that makes no predictions. */
    public Future<Decision> take(String limitClass, Subject subject, int cost) {
        return take(limitClass, subject, cost, false);
    }

    /**
     * Takes a request's cost from all limits of a class and of the subject's tenant, or from none.
     *
     * @param limitClass name of the limit class
     * @param subject    who is charged
     * @param cost       tokens
     * @param predicts   whether the request counts toward the tenant's predictions of the day
     * @return the decision; never fails. If it holds a lease, {@link #release} must follow
     */
    public Future<Decision> take(String limitClass, Subject subject, int cost, boolean predicts) {
        Entry entry = entries.get(limitClass);
        LimitClass.Asked asked = asked(entry.limits, subject, predicts, false);
        String lease = asked.leased() ? ids.next().toString() : null;
        long askedAt = System.nanoTime();
        if (askedAt - askAgainAt.get() < 0) {
            return Future.succeededFuture(alone(entry, subject, cost, predicts, lease));
        }
        return redis.run(RedisLimits.TAKE, asked.rules(), asked.keys(), cost, lease)
                .transform(outcome -> {
                    if (outcome.succeeded()) {
                        long now = System.nanoTime();
                        answeredAt.setOpaque(now);
                        redisTime.record(now - askedAt, TimeUnit.NANOSECONDS);
                        return Future.succeededFuture(decided(entry, asked, cost, lease, outcome.result()));
                    }
                    if (lease != null) {
                        // Redis may only be late. It would then count, for a whole lease, a request
                        // whose end nobody reports.
                        releaseInRedis(asked.rules(), asked.keys(), lease);
                    }
                    failed(outcome.cause());
                    return Future.succeededFuture(alone(entry, subject, cost, predicts, lease));
                });
    }

    private LimitClass.Asked asked(LimitClass limits, Subject subject, boolean predicts, boolean decidedAlone) {
        LimitClass.Asked asked = limits.asked(subject);
        return limits.tenantLimits() ? tenants.with(asked, subject, predicts, decidedAlone) : asked;
    }

    private static Decision decided(
            Entry entry, LimitClass.Asked asked, int cost, @Nullable String lease, Response answer) {
        long[] left = new long[asked.rules().length];
        for (int i = 0; i < left.length; i++) {
            left[i] = answer.get(i + 1).toLong();
        }
        int refused = answer.get(0).toInteger() - 1;
        return entry.decision(asked.rules(), asked.keys(), left, refused, cost, lease, false);
    }

    /**
     * Charges the additional cost of a granted request, such as the rows of its batch. What is not
     * available becomes a debt.
     */
    public void charge(Decision decision, int cost) {
        charge(decision, cost, rule -> !TenantLimits.countsPredictions(rule));
    }

    /** Charges the predictions that a granted request made beyond the first. */
    public void chargePredictions(Decision decision, int predictions) {
        charge(decision, predictions, TenantLimits::countsPredictions);
    }

    private void charge(Decision decision, int cost, Predicate<Rule> which) {
        int[] places = IntStream.range(0, decision.rules().length)
                .filter(i -> which.test(decision.rules()[i]))
                .toArray();
        if (places.length == 0) {
            return;
        }
        Rule[] rules = new Rule[places.length];
        String[] keys = new String[places.length];
        for (int i = 0; i < places.length; i++) {
            rules[i] = decision.rules()[places[i]];
            keys[i] = decision.keys()[places[i]];
        }
        if (decision.alone()) {
            local.charge(rules, keys, cost, nowMicros());
        } else {
            redis.run(RedisLimits.CHARGE, rules, keys, cost, null).onFailure(this::failed);
        }
    }

    /** Extends the lease of a granted request that outlasts it, such as a socket. */
    public void renew(Decision decision) {
        String lease = decision.lease();
        if (lease == null || decision.refused() >= 0) {
            return;
        }
        if (decision.alone()) {
            local.renew(decision.keys(), lease, nowMicros() + leaseMicros);
            return;
        }
        for (int i = 0; i < decision.rules().length; i++) {
            if (decision.rules()[i].kind() == Rule.Kind.CONCURRENT) {
                redis.renew(decision.keys()[i], lease).onFailure(this::failed);
            }
        }
    }

    /** Releases a granted request that has ended, so that it no longer counts as concurrent. */
    public void release(Decision decision) {
        String lease = decision.lease();
        if (lease == null || decision.refused() >= 0) {
            return;
        }
        if (decision.alone()) {
            local.release(decision.keys(), lease);
        } else {
            releaseInRedis(decision.rules(), decision.keys(), lease);
        }
    }

    private void releaseInRedis(Rule[] rules, String[] keys, String lease) {
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].kind() == Rule.Kind.CONCURRENT) {
                redis.release(keys[i], lease).onFailure(this::failed);
            }
        }
    }

    /** Checks whether Redis responds now. */
    public Future<Void> ping() {
        return redis.ping();
    }

    private Decision alone(Entry entry, Subject subject, int cost, boolean predicts, @Nullable String lease) {
        fallbacks.increment();
        LimitClass.Asked asked = asked(entry.alone, subject, predicts, true);
        long[] left = local.take(asked.rules(), asked.keys(), cost, lease, leaseMicros, nowMicros());
        int refused = (int) left[asked.rules().length];
        return entry.decision(asked.rules(), asked.keys(), left, refused, cost, lease, true);
    }

    private static long nowMicros() {
        return System.currentTimeMillis() * 1000;
    }

    private void failed(Throwable cause) {
        long now = System.nanoTime();
        if (now - answeredAt.get() > outageNanos) {
            // After the pause, Redis again has the whole time to show that it is back.
            answeredAt.set(now + pauseNanos);
            askAgainAt.set(now + pauseNanos);
            redis.drop();
        }
        long warnAt = warnAgainAt.get();
        if (now - warnAt >= 0 && warnAgainAt.compareAndSet(warnAt, now + warnNanos)) {
            LOG.warnf("redis not available, limits applied by this instance alone cause=%s", cause.getMessage());
        }
    }

    /** A limit class with its limits in Redis, and the share that this instance grants on its own. */
    private record Entry(LimitClass limits, LimitClass alone, Counter shadowed) {

        Decision decision(
                Rule[] rules,
                String[] keys,
                long[] left,
                int refused,
                int cost,
                @Nullable String lease,
                boolean decidedAlone) {
            if (refused >= 0 && limits.shadow()) {
                shadowed.increment();
            }
            return new Decision(rules, keys, left, refused, limits.shadow(), cost, lease, decidedAlone);
        }
    }
}
