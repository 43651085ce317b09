package dev.auspex.model.inference;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.auspex.model.inference.Statistics.BatchStatistics;
import dev.auspex.model.inference.Statistics.Total;

/** The counts and durations of one version since it was loaded. A reload does not reset them. */
final class VersionStatistics {

    /** Batch sizes up to this have their own count; a larger one counts as the next power of two. */
    private static final int MOST_EXACT_SIZE = 256;

    private final Adder success = new Adder();
    private final Adder fail = new Adder();
    private final Adder queue = new Adder();
    private final Adder cacheHit = new Adder();
    private final Adder cacheMiss = new Adder();
    private final LongAdder rows = new LongAdder();
    private final Map<Integer, BatchAdder> batches = new ConcurrentHashMap<>();
    private volatile long lastInference;

    void succeeded(long nanos) {
        lastInference = System.currentTimeMillis();
        success.add(nanos);
    }

    void failed(long nanos) {
        lastInference = System.currentTimeMillis();
        fail.add(nanos);
    }

    void waited(long nanos) {
        queue.add(nanos);
    }

    void ran(int size, long inputNanos, long inferNanos, long outputNanos) {
        rows.add(size);
        BatchAdder batch = batches.computeIfAbsent(key(size), it -> new BatchAdder());
        batch.input.add(inputNanos);
        batch.infer.add(inferNanos);
        batch.output.add(outputNanos);
    }

    void hit(long nanos) {
        cacheHit.add(nanos);
    }

    void missed(long nanos) {
        cacheMiss.add(nanos);
    }

    private static int key(int size) {
        return size <= MOST_EXACT_SIZE ? size : Integer.highestOneBit(size - 1) << 1;
    }

    Statistics now() {
        SortedMap<Integer, BatchStatistics> bySize = new TreeMap<>();
        Total input = Total.NONE;
        Total infer = Total.NONE;
        Total output = Total.NONE;
        for (Map.Entry<Integer, BatchAdder> entry : batches.entrySet()) {
            BatchAdder batch = entry.getValue();
            BatchStatistics size = new BatchStatistics(batch.input.total(), batch.infer.total(), batch.output.total());
            bySize.put(entry.getKey(), size);
            input = input.and(size.input());
            infer = infer.and(size.infer());
            output = output.and(size.output());
        }
        return new Statistics(
                lastInference,
                rows.sum(),
                infer.count(),
                success.total(),
                fail.total(),
                queue.total(),
                input,
                infer,
                output,
                cacheHit.total(),
                cacheMiss.total(),
                bySize);
    }

    private static final class BatchAdder {
        private final Adder input = new Adder();
        private final Adder infer = new Adder();
        private final Adder output = new Adder();
    }

    private static final class Adder {

        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long duration) {
            count.increment();
            nanos.add(duration);
        }

        Total total() {
            return new Total(count.sum(), nanos.sum());
        }
    }
}
