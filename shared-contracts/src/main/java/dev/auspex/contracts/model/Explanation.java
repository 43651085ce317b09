package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The contribution of each feature to one score: {@code base} and all contributions add up to {@code output}.
 *
 * @param model           name of the model
 * @param version         version that was explained
 * @param positiveLabel   label whose probability is the score
 * @param score           probability of the positive label, as in a prediction
 * @param method          method of the computation
 * @param scale           scale on which the contributions add up
 * @param base            mean of the model's output over the background rows, on the scale
 * @param baseScore       score that corresponds to the base
 * @param output          the model's output for this row, on the scale
 * @param contributions   one for each feature, largest first
 * @param additivityError difference between the score and the sum of base and contributions, as a probability
 * @param backgroundRows  number of background rows
 * @param permutations    number of sampled permutations; null if the method is exact
 * @param computeMicros   computing time without waiting, in microseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String model,
        String version,
        String positiveLabel,
        double score,
        ExplanationMethod method,
        ExplanationScale scale,
        double base,
        double baseScore,
        double output,
        List<Contribution> contributions,
        double additivityError,
        int backgroundRows,
        @Nullable Integer permutations,
        long computeMicros) {}
