package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

import dev.auspex.contracts.problem.Violation;

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
     * @param violations        what is wrong with its values, where the status is 400
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            int status,
            @Nullable Integer retryAfterSeconds,
            @Nullable InferenceResult result,
            @Nullable List<Violation> violations) {

        public Row(int status, @Nullable Integer retryAfterSeconds, @Nullable InferenceResult result) {
            this(status, retryAfterSeconds, result, null);
        }
    }
}
