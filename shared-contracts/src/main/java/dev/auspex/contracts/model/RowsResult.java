package dev.auspex.contracts.model;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

import dev.auspex.contracts.problem.Violation;

/**
 * The results of a version for several rows.
 *
 * @param rows one for each row of the call, in the same order
 */
public record RowsResult(List<Row> rows) {

    /**
     * The result of one row. A row that fails does not affect the others.
     *
     * @param status            HTTP status that the row would have had in a call of its own
     * @param retryAfterSeconds seconds after which to try again, or null
     * @param result            the result, if the status is 200
     * @param violations        errors in the values, if the status is 400
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
