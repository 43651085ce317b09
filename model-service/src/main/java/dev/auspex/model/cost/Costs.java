package dev.auspex.model.cost;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.auspex.contracts.http.Headers;

/** Computes what answers cost, in tokens: the value of {@link Headers#COST}. */
@ApplicationScoped
public class Costs {

    private static final long MOST = 1_000_000;

    private final long rows;
    private final long explainingMicros;

    @Inject
    Costs(CostConfig config) {
        this(config.rows(), config.explaining());
    }

    Costs(int rows, Duration explaining) {
        this.rows = rows;
        this.explainingMicros = Math.max(1, explaining.toNanos() / 1_000);
    }

    /** Returns the cost of a batch. */
    public long ofRows(int count) {
        return tokens(count, rows);
    }

    /** Returns the cost of an explanation. */
    public long ofExplaining(long micros) {
        return tokens(micros, explainingMicros);
    }

    private static long tokens(long spent, long each) {
        return Math.clamp(Math.ceilDiv(spent, each), 1, MOST);
    }
}
