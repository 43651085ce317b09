package dev.auspex.monitoring.drift;

/**
 * Shares of bins, and how many values they were counted from.
 *
 * @param shares share of each bin, 0 to 1
 * @param values values behind the shares, above 0
 */
record Distribution(double[] shares, double values) {

    Distribution {
        if (shares.length == 0 || !(values > 0)) {
            throw new IllegalArgumentException("need bins and values: " + shares.length + " and " + values);
        }
        for (double share : shares) {
            // Sums of shares carry rounding errors: a bin that holds everything may be a hair above 1.
            if (!(share >= 0 && share <= 1 + 1e-9)) {
                throw new IllegalArgumentException("not a share: " + share);
            }
        }
    }
}
