package dev.auspex.gateway.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Buckets in memory, for the time without Redis. Bounded by two generations: when the young one is full it becomes the
 * old one, and what was not asked for since then is forgotten.
 */
final class LocalBuckets {

    private final int generationSize;
    private final AtomicReference<Generations> generations = new AtomicReference<>(Generations.empty());

    LocalBuckets(int generationSize) {
        this.generationSize = generationSize;
    }

    long take(Limit limit, String key, long nowMicros) {
        TokenBucket bucket = bucket(limit, key, nowMicros);
        synchronized (bucket) {
            return bucket.take(nowMicros);
        }
    }

    int size() {
        Generations current = generations.get();
        return current.young.size() + current.old.size();
    }

    private TokenBucket bucket(Limit limit, String key, long nowMicros) {
        Generations current = generations.get();
        TokenBucket found = current.young.get(key);
        if (found != null) {
            return found;
        }
        if (current.young.size() >= generationSize) {
            Generations next = new Generations(new ConcurrentHashMap<>(), current.young);
            current = generations.compareAndSet(current, next) ? next : generations.get();
        }
        ConcurrentMap<String, TokenBucket> old = current.old;
        return current.young.computeIfAbsent(key, ignored -> {
            TokenBucket aged = old.get(key);
            return aged == null ? new TokenBucket(limit, nowMicros) : aged;
        });
    }

    private record Generations(ConcurrentMap<String, TokenBucket> young, ConcurrentMap<String, TokenBucket> old) {

        static Generations empty() {
            return new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }
}
