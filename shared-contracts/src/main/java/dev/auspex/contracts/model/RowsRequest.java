package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * A typed call for several rows of one version, whose requests arrived at about the same time.
 *
 * @param rows the rows, at least one and at most {@link #MOST}
 */
public record RowsRequest(List<Row> rows) {

    /** The most rows in one call. */
    public static final int MOST = 256;

    /**
     * One row.
     *
     * @param features       as in {@link InferenceRequest}
     * @param deadlineMillis milliseconds that the caller of this row still waits, counted from the arrival of the call
     */
    public record Row(Map<String, Object> features, long deadlineMillis) {}
}
