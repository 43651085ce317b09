package dev.auspex.prediction.request;

import java.util.UUID;

import dev.auspex.contracts.http.Deadline;

/**
 * Context of one prediction request.
 *
 * @param tenant       tenant of the verified token
 * @param account      account of the verified token
 * @param bearer       {@code Authorization} header, for the model service
 * @param requestId    {@code X-Request-Id}, or null
 * @param traceParent  W3C trace context of the request, or null
 * @param deadline     time after which nobody waits for the answer
 * @param startedNanos time at which the request arrived, as {@link System#nanoTime} returns it
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
