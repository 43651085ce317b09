package dev.auspex.model.openinference;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import dev.auspex.model.inference.Statistics;

/**
 * Statistics of one version since it was loaded, in the form of Triton's statistics extension.
 *
 * @param name           model
 * @param version        version
 * @param lastInference  when the last request was answered, in milliseconds since 1970; 0 if there was none
 * @param inferenceCount rows that ran, without cached answers
 * @param executionCount runs in the engine
 * @param inferenceStats durations of the parts of requests
 * @param batchStats     durations of the parts of runs by number of rows; above 256 rows, by the next power of two
 */
// The gateway shows one document of all services, and monitoring has a schema of this name.
@Schema(name = "VersionStatistics")
public record ModelStatistics(
        String name,
        String version,
        @JsonProperty("last_inference") long lastInference,
        @JsonProperty("inference_count") long inferenceCount,
        @JsonProperty("execution_count") long executionCount,
        @JsonProperty("inference_stats") InferenceStats inferenceStats,
        @JsonProperty("batch_stats") List<BatchStats> batchStats) {

    static ModelStatistics of(String model, String version, Statistics figures) {
        return new ModelStatistics(
                model,
                version,
                figures.lastInferenceMillis(),
                figures.rows(),
                figures.runs(),
                new InferenceStats(
                        DurationStat.of(figures.success()),
                        DurationStat.of(figures.fail()),
                        DurationStat.of(figures.queue()),
                        DurationStat.of(figures.input()),
                        DurationStat.of(figures.infer()),
                        DurationStat.of(figures.output()),
                        DurationStat.of(figures.cacheHit()),
                        DurationStat.of(figures.cacheMiss())),
                figures.batches().entrySet().stream()
                        .map(batch -> new BatchStats(
                                batch.getKey(),
                                DurationStat.of(batch.getValue().input()),
                                DurationStat.of(batch.getValue().infer()),
                                DurationStat.of(batch.getValue().output())))
                        .toList());
    }

    /**
     * Statistics of all requested versions.
     *
     * @param modelStats one entry for each version
     */
    public record AllStatistics(@JsonProperty("model_stats") List<ModelStatistics> modelStats) {}

    /**
     * A count and a total duration.
     *
     * @param count number of times
     * @param ns    total time, in nanoseconds
     */
    public record DurationStat(long count, long ns) {

        static DurationStat of(Statistics.Total total) {
            return new DurationStat(total.count(), total.nanos());
        }
    }

    /**
     * Durations of the parts of requests. The parts of a run count once for each run.
     *
     * @param success       requests that were answered
     * @param fail          requests that failed
     * @param queue         time in the queue
     * @param computeInput  preparing the tensors of a run
     * @param computeInfer  the run itself
     * @param computeOutput reading the outputs of a run
     * @param cacheHit      requests with a cached answer
     * @param cacheMiss     requests without a cached answer
     */
    public record InferenceStats(
            DurationStat success,
            DurationStat fail,
            DurationStat queue,
            @JsonProperty("compute_input") DurationStat computeInput,
            @JsonProperty("compute_infer") DurationStat computeInfer,
            @JsonProperty("compute_output") DurationStat computeOutput,
            @JsonProperty("cache_hit") DurationStat cacheHit,
            @JsonProperty("cache_miss") DurationStat cacheMiss) {}

    /**
     * Durations of the parts of runs of one size.
     *
     * @param batchSize     rows of such a run; above 256, the next power of two
     * @param computeInput  preparing the tensors of a run
     * @param computeInfer  the run itself
     * @param computeOutput reading the outputs of a run
     */
    public record BatchStats(
            @JsonProperty("batch_size") int batchSize,
            @JsonProperty("compute_input") DurationStat computeInput,
            @JsonProperty("compute_infer") DurationStat computeInfer,
            @JsonProperty("compute_output") DurationStat computeOutput) {}
}
