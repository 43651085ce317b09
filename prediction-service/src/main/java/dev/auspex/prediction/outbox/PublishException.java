package dev.auspex.prediction.outbox;

/** Failure after which it is not certain that every event was published. */
class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PublishException(String message, Throwable cause) {
        super(message, cause);
    }
}
