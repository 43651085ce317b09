package dev.auspex.gateway.limit;

/** Signals that Redis did not respond in time. */
final class RedisTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisTimeoutException(String message) {
        // No stack trace: one is created for every request while Redis does not respond.
        super(message, null, false, false);
    }
}
