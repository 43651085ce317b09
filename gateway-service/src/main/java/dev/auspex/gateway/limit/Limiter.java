package dev.auspex.gateway.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Takes one token for each request from its principal's bucket: in Redis, and while Redis is gone from a bucket of this
 * instance with a share of the limit. It never lets everything through and never stops everything.
 */
@ApplicationScoped
public class Limiter {

    private static final Logger LOG = Logger.getLogger(Limiter.class);

    /**
     * Late answers are a busy machine; no answer at all for so many timeouts is an outage. Only then is Redis left alone,
     * since a pause changes the limit of everybody.
     */
    private static final int TIMEOUTS_OF_OUTAGE = 10;

    private final RedisBuckets redis;
    private final LocalBuckets local;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Counter fallbacks;
    private final long pauseNanos;
    private final long warnNanos;
    private final long outageNanos;
    private final AtomicLong answeredAt;
    private final AtomicLong askAgainAt;
    private final AtomicLong warnAgainAt;

    Limiter(LimitConfig config, Vertx vertx, Redis redis, MeterRegistry metrics) {
        this.redis = new RedisBuckets(vertx, redis, config.redisTimeout());
        this.local = new LocalBuckets(config.fallbackBuckets());
        this.fallbacks = Counter.builder("auspex.gateway.limit.fallback")
                .description("Requests limited by this instance alone because Redis was gone")
                .register(metrics);
        this.pauseNanos = config.redisPause().toNanos();
        this.warnNanos = config.warnInterval().toNanos();
        this.outageNanos = config.redisTimeout().toNanos() * TIMEOUTS_OF_OUTAGE;
        this.answeredAt = new AtomicLong(System.nanoTime());
        this.askAgainAt = new AtomicLong(System.nanoTime());
        this.warnAgainAt = new AtomicLong(System.nanoTime());
        config.classes().forEach((name, limitClass) -> {
            Limit limit = new Limit(name, limitClass.rate(), limitClass.burst());
            entries.put(
                    name,
                    new Entry(
                            limit, limit.policy(), limit.share(config.fallbackShare()), "auspex:limit:" + name + ":"));
        });
    }

    /** Loads the script before the first request asks for it. */
    void warm(@Observes StartupEvent start) {
        Limit once = new Limit("warm-up", 1, 1);
        try {
            redis.take(once, "auspex:limit:warm-up")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("redis is not there yet; this instance limits on its own cause=%s", e);
        }
    }

    /** Throws an IllegalArgumentException where no class has this name. */
    public void require(String limitClass) {
        if (!entries.containsKey(limitClass)) {
            throw new IllegalArgumentException("no limit class " + limitClass + " in auspex.limit.classes");
        }
    }

    /**
     * Takes one token.
     *
     * @param limitClass name of the limit class
     * @param principal  whose bucket
     * @return the decision; never fails
     */
    public Future<Decision> take(String limitClass, String principal) {
        Entry entry = entries.get(limitClass);
        String key = entry.prefix.concat(principal);
        if (System.nanoTime() - askAgainAt.get() < 0) {
            return Future.succeededFuture(alone(entry, key));
        }
        return redis.take(entry.limit, key).transform(outcome -> {
            if (outcome.succeeded()) {
                answeredAt.setOpaque(System.nanoTime());
                return Future.succeededFuture(Decision.of(entry.limit, entry.policy, outcome.result()));
            }
            failed(outcome.cause());
            return Future.succeededFuture(alone(entry, key));
        });
    }

    /** Whether Redis answers now. */
    public Future<Void> ping() {
        return redis.ping();
    }

    private Decision alone(Entry entry, String key) {
        fallbacks.increment();
        long outcome = local.take(entry.alone, key, System.nanoTime() / 1000);
        return Decision.of(entry.alone, entry.policy, outcome);
    }

    private void failed(Throwable cause) {
        long now = System.nanoTime();
        if (now - answeredAt.get() > outageNanos) {
            // After the pause Redis has the whole time again to show that it is back.
            answeredAt.set(now + pauseNanos);
            askAgainAt.set(now + pauseNanos);
            redis.drop();
        }
        long warnAt = warnAgainAt.get();
        if (now - warnAt >= 0 && warnAgainAt.compareAndSet(warnAt, now + warnNanos)) {
            LOG.warnf("redis does not answer; this instance limits on its own cause=%s", cause.getMessage());
        }
    }

    private record Entry(Limit limit, String policy, Limit alone, String prefix) {}
}
