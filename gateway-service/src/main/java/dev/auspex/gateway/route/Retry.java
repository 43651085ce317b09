package dev.auspex.gateway.route;

/** What may be sent to a service again after a connection broke before the answer. */
public enum Retry {
    /** Safe requests without a body, within the service's retry budget. */
    IDEMPOTENT,
    /** None. */
    NEVER
}
