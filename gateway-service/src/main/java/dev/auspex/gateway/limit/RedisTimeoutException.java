package dev.auspex.gateway.limit;

/** Redis did not answer in time. */
final class RedisTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisTimeoutException(String message) {
        // No stack trace: made for every request while Redis is silent.
        super(message, null, false, false);
    }
}
