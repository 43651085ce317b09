/** Search for settings: random, tree-structured Parzen estimator, successive halving. */
package dev.auspex.training.search;
