package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * Typed call for several rows of one version, which their requests made at about the same time.
 *
 * @param rows at least one and at most {@link #MOST}
 */
public record RowsRequest(List<Row> rows) {

    /** Most rows of one call. */
    public static final int MOST = 256;

    /**
     * One row.
     *
     * @param features       as in {@link InferenceRequest}
     * @param deadlineMillis milliseconds that this row's caller still waits, counted from when the call arrives
     */
    public record Row(Map<String, Object> features, long deadlineMillis) {}
}
