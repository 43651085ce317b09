package dev.auspex.contracts.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was seen of one version within the asked time, in the caller's tenant.
 *
 * @param model            model name
 * @param version          model version
 * @param from             start of the first window counted
 * @param to               end of the time counted
 * @param count            predictions
 * @param ratePerSecond    predictions a second over the time counted
 * @param labels           predictions by label
 * @param inferenceMicros  quantiles of the engine's time, microseconds
 * @param totalMicros      quantiles of the prediction service's time, microseconds
 * @param scores           histogram of scores in ten bins from 0 to 1
 * @param drift            one entry for each feature of the reference profile and one for the score
 */
public record ModelStatistics(
        String model,
        String version,
        Instant from,
        Instant to,
        long count,
        double ratePerSecond,
        Map<String, Long> labels,
        Quantiles inferenceMicros,
        Quantiles totalMicros,
        List<ScoreBin> scores,
        List<FeatureDrift> drift) {}
