package dev.auspex.contracts.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Statistics of one version within the requested time, in the caller's tenant.
 *
 * @param model           name of the model
 * @param version         version of the model
 * @param from            start of the first window
 * @param to              end of the time
 * @param count           number of predictions
 * @param ratePerSecond   predictions per second over that time
 * @param labels          number of predictions by label
 * @param inferenceMicros quantiles of the time in the engine, in microseconds
 * @param totalMicros     quantiles of the time in the prediction service, in microseconds
 * @param scores          histogram of the scores in ten bins from 0 to 1
 * @param drift           one entry for each feature of the reference profile, and one for the score
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
