package dev.auspex.contracts.prediction;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * One page of predictions, newest first.
 *
 * @param items      the predictions
 * @param nextCursor opaque cursor of the next page; absent on the last page
 */
public record PredictionPage(
        List<Prediction> items,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) String nextCursor) {}
