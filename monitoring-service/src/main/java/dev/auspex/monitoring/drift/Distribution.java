package dev.auspex.monitoring.drift;

/**
 * Shares of values in bins, and the number of values behind them.
 *
 * @param shares share of each bin, 0 to 1
 * @param values number of values behind the shares, above 0
 */
record Distribution(double[] shares, double values) {

    Distribution {
        if (shares.length == 0 || !(values > 0)) {
            throw new IllegalArgumentException(
                    "There must be bins and values, but there are " + shares.length + " and " + values + ".");
        }
        for (double share : shares) {
            // Shares carry rounding errors: a bin that holds every value may be slightly above 1.
            if (!(share >= 0 && share <= 1 + 1e-9)) {
                throw new IllegalArgumentException("A share must be between 0 and 1, not " + share + ".");
            }
        }
    }
}
