package dev.auspex.contracts.monitoring;

/**
 * Quantiles from a KLL sketch (rank error about 1.3 % at k = 200).
 *
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 */
public record Quantiles(double p50, double p95, double p99) {}
