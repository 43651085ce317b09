package dev.auspex.contracts.monitoring;

/**
 * One bin of the histogram of scores.
 *
 * @param from  lower edge
 * @param to    upper edge
 * @param share share of scores in the bin, 0 to 1
 */
public record ScoreBin(double from, double to, double share) {}
