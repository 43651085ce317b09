package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * Each feature's contribution to one score: {@code base} and all contributions add up to {@code output}.
 *
 * @param model           model name
 * @param version         version that was explained
 * @param positiveLabel   label whose probability is the score
 * @param score           probability of the positive label, as a prediction gives it
 * @param method          how the contributions were computed
 * @param scale           what they add up on
 * @param base            mean of the model's output over the background rows, on the scale
 * @param baseScore       the score that the base stands for
 * @param output          the model's output for this row, on the scale
 * @param contributions   one for each feature, the largest first
 * @param additivityError distance between the score and what base and contributions add up to, as a probability
 * @param backgroundRows  background rows behind it
 * @param permutations    permutations that were sampled; null where the method is exact
 * @param computeMicros   time that it took, without waiting, in microseconds
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
