package dev.auspex.gateway.limit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Limits in memory, used while Redis is unavailable; they work like {@code take.lua} in Redis. Two generations bound
 * the memory: when the young generation is full, it becomes the old one, and keys that were not used since the
 * previous change are forgotten.
 */
final class LocalLimits {

    private static final long DAY_MICROS = Rule.DAY_SECONDS * Gcra.MICROS;

    private final int generationSize;
    private final AtomicReference<Generations> generations = new AtomicReference<>(Generations.empty());

    LocalLimits(int generationSize) {
        this.generationSize = generationSize;
    }

    /** State of one key. */
    private static final class State {

        private final Gcra rate = new Gcra();
        private final Map<String, Long> leases = new HashMap<>();
        private long day;
        private long usedOfDay;

        long left(Rule rule, long now) {
            return switch (rule.kind()) {
                case RATE -> rate.there(rule.limit(), now);
                case CONCURRENT -> {
                    leases.values().removeIf(end -> end <= now);
                    yield rule.most() - leases.size();
                }
                case DAILY -> rule.most() - (day == now / DAY_MICROS ? usedOfDay : 0);
            };
        }

        boolean grants(Rule rule, long left, int cost) {
            return switch (rule.kind()) {
                case RATE -> left >= Math.min(cost, rule.limit().burst()) * Gcra.MICROS;
                case CONCURRENT -> left >= 1;
                case DAILY -> left >= cost;
            };
        }

        long take(Rule rule, int cost, String lease, long leaseMicros, long now) {
            switch (rule.kind()) {
                case RATE -> rate.charge(rule.limit(), cost, now);
                case CONCURRENT -> leases.put(lease, now + leaseMicros);
                case DAILY -> {
                    long today = now / DAY_MICROS;
                    usedOfDay = (day == today ? usedOfDay : 0) + cost;
                    day = today;
                }
            }
            return left(rule, now);
        }
    }

    /**
     * Takes the cost from all rules or from none. Returns what is left of each rule, and in the last element the index
     * of the refusing rule, or -1.
     */
    synchronized long[] take(Rule[] rules, String[] keys, int cost, String lease, long leaseMicros, long nowMicros) {
        long[] left = new long[rules.length + 1];
        State[] states = new State[rules.length];
        left[rules.length] = -1;
        for (int i = rules.length - 1; i >= 0; i--) {
            states[i] = state(keys[i]);
            left[i] = states[i].left(rules[i], nowMicros);
            if (!states[i].grants(rules[i], left[i], cost)) {
                left[rules.length] = i;
            }
        }
        if (left[rules.length] < 0) {
            for (int i = 0; i < rules.length; i++) {
                left[i] = states[i].take(rules[i], cost, lease, leaseMicros, nowMicros);
            }
        }
        return left;
    }

    /** Charges what is owed to rates and daily quotas. */
    synchronized void charge(Rule[] rules, String[] keys, int cost, long nowMicros) {
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].kind() != Rule.Kind.CONCURRENT) {
                state(keys[i]).take(rules[i], cost, "", 0, nowMicros);
            }
        }
    }

    /** Releases the lease of a request that has ended. */
    synchronized void release(String[] keys, String lease) {
        Arrays.stream(keys).map(this::state).forEach(state -> state.leases.remove(lease));
    }

    /** Extends the lease of a request that is still running. */
    synchronized void renew(String[] keys, String lease, long endMicros) {
        Arrays.stream(keys)
                .map(this::state)
                .forEach(state -> state.leases.computeIfPresent(lease, (known, before) -> endMicros));
    }

    int size() {
        Generations current = generations.get();
        return current.young.size() + current.old.size();
    }

    private State state(String key) {
        Generations current = generations.get();
        State found = current.young.get(key);
        if (found != null) {
            return found;
        }
        if (current.young.size() >= generationSize) {
            current = new Generations(new ConcurrentHashMap<>(), current.young);
            generations.set(current);
        }
        State aged = current.old.get(key);
        State kept = aged == null ? new State() : aged;
        current.young.put(key, kept);
        return kept;
    }

    private record Generations(ConcurrentMap<String, State> young, ConcurrentMap<String, State> old) {

        static Generations empty() {
            return new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }
}
