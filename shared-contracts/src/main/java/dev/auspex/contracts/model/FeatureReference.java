package dev.auspex.contracts.model;

import java.util.List;

/**
 * The distribution of one feature, or of the score, in the training data.
 *
 * @param name        feature name, or {@code score}
 * @param type        number, integer or category; for text and image, the numbers are lengths in characters and sizes
 *                    in bytes
 * @param edges       inner bin edges of a number, ascending; k bins have k-1 edges, and bin i holds edges[i-1] &lt; x
 *                    &lt;= edges[i]; empty for a category
 * @param categories  categories, one for each bin; empty for a number
 * @param proportions share of each bin among the values that are present; the shares add up to 1
 * @param missing     share of rows without a value, 0 to 1
 */
public record FeatureReference(
        String name,
        FeatureType type,
        List<Double> edges,
        List<String> categories,
        List<Double> proportions,
        double missing) {}
