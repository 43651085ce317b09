package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * What a version answers for several rows.
 *
 * @param rows one for each row of the call, in its order
 */
public record RowsResult(List<Row> rows) {

    /**
     * What became of one row. No row fails for another one's sake.
     *
     * @param status            HTTP status that the row alone would have been answered with
     * @param retryAfterSeconds when to try again, or null
     * @param result            the answer, where the status is 200
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            int status,
            @Nullable Integer retryAfterSeconds,
            @Nullable InferenceResult result) {}
}
