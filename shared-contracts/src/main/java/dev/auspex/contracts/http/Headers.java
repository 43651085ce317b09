package dev.auspex.contracts.http;

import java.util.List;

/** Names of headers with a meaning that Auspex defines. */
public final class Headers {

    /** Id of a request in all services. The gateway sets it, or keeps a well-formed id that a client sends. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Milliseconds that the caller still waits for the response, counted from the arrival of the request. Internal. */
    public static final String REQUEST_DEADLINE = "X-Request-Deadline";

    /**
     * {@code interactive}, the default, or {@code batch} for requests that may wait while others are answered first.
     */
    public static final String REQUEST_PRIORITY = "X-Request-Priority";

    /**
     * {@code browser} to receive the refresh token in a cookie that scripts cannot read, otherwise {@code api}. A page
     * of another origin cannot set this header without permission, so it cannot use the cookie.
     */
    public static final String SESSION_MODE = "X-Session-Mode";

    /** Shared secret with which a service calls another service without a user. Internal. */
    public static final String SERVICE_SECRET = "X-Auspex-Service-Secret";

    /**
     * Tenant (UUID) on whose behalf a service calls with {@link #SERVICE_SECRET}; if absent, the call is about shared
     * data. Internal.
     */
    public static final String TENANT = "X-Auspex-Tenant";

    /**
     * An API key, instead of {@code Authorization: Bearer}. The gateway exchanges it for an access token; services
     * never see it.
     */
    public static final String API_KEY = "X-API-Key";

    /**
     * Actual cost of a request, in tokens of its limits, if it is known only afterwards, such as the number of rows of
     * a batch. A service sets the header on its response. The gateway charges the difference to the limits of the
     * caller and removes the header. Internal.
     */
    public static final String COST = "X-Auspex-Cost";

    /**
     * Number of predictions in a response if it is not one, such as the number of rows of a batch. A service sends it
     * to the gateway, which counts the predictions in the daily quota of the tenant and removes the header.
     */
    public static final String PREDICTIONS = "X-Auspex-Predictions";

    /**
     * Would allow a client to repeat a change safely. No operation supports it, so each change with this header is
     * refused.
     */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /**
     * Time by which a confirmed change is in effect everywhere, in ISO 8601, or {@link #WHEN_READY}. Absent if the
     * change is already in effect everywhere.
     */
    public static final String EFFECTIVE_BY = "Effective-By";

    /** Value of {@link #EFFECTIVE_BY}: the change is in effect when the version is ready on every replica. */
    public static final String WHEN_READY = "when-ready";

    /** Prefix of the headers that only services may set. */
    public static final String INTERNAL_PREFIX = "X-Auspex-";

    /** Headers that the gateway removes from requests of clients, in addition to all with {@link #INTERNAL_PREFIX}. */
    public static final List<String> INTERNAL = List.of(REQUEST_DEADLINE, SERVICE_SECRET);

    private Headers() {}
}
