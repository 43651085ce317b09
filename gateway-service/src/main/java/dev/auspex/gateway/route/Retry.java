package dev.auspex.gateway.route;

/** What may be sent to a service once more after a connection broke before the answer. */
public enum Retry {
    /** Requests that change nothing when they come twice, without a body, within the service's retry budget. */
    IDEMPOTENT,
    /** None. */
    NEVER
}
