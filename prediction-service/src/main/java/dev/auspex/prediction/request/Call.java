package dev.auspex.prediction.request;

import java.util.UUID;

import dev.auspex.contracts.http.Deadline;

/**
 * What surrounds one request for a prediction.
 *
 * @param tenant       tenant of the verified token
 * @param account      account of the verified token
 * @param bearer       the {@code Authorization} header, for the model service
 * @param requestId    {@code X-Request-Id}, or null
 * @param traceParent  W3C trace context of the request, or null
 * @param deadline     when nobody waits any more
 * @param startedNanos when the request came in, as {@link System#nanoTime}
 */
record Call(
        UUID tenant,
        UUID account,
        String bearer,
        String requestId,
        String traceParent,
        Deadline deadline,
        long startedNanos) {

    long elapsedMicros() {
        return (System.nanoTime() - startedNanos) / 1_000;
    }
}
