package dev.auspex.contracts.http;

import java.util.List;

/** Names of the headers that the suite gives a meaning of its own. */
public final class Headers {

    /** Id of one request through the whole suite. The gateway sets it, or keeps a client's well-formed one. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Milliseconds that the caller still waits for the answer, counted from when the request arrives. Internal. */
    public static final String REQUEST_DEADLINE = "X-Request-Deadline";

    /** {@code interactive}, which is the default, or {@code batch}: what may wait while others are answered first. */
    public static final String REQUEST_PRIORITY = "X-Request-Priority";

    /**
     * {@code browser} where the refresh token is to travel in a cookie that scripts cannot read, otherwise {@code api}. A page of
     * another origin cannot set it unasked, which keeps such pages from using the cookie.
     */
    public static final String SESSION_MODE = "X-Session-Mode";

    /** Shared secret by which a service calls another one without a user behind the call. Internal. */
    public static final String SERVICE_SECRET = "X-Auspex-Service-Secret";

    /** Tenant (UUID) on whose behalf a service calls with {@link #SERVICE_SECRET}; without it, shared things. Internal. */
    public static final String TENANT = "X-Auspex-Tenant";

    /** An API key, instead of {@code Authorization: Bearer}. The gateway exchanges it for a token; services never see it. */
    public static final String API_KEY = "X-API-Key";

    /**
     * What a request really cost, in tokens of its limits, where that is known only afterwards, such as the rows of a batch. A
     * service sets it on its answer; the gateway takes the rest from the caller's limits and the header away. Internal.
     */
    public static final String COST = "X-Auspex-Cost";

    /**
     * How many predictions an answer holds, where it is not one: the rows of a batch. A service's answer to the gateway, which counts
     * them in the tenant's quota of the day and lets the header through to nobody.
     */
    public static final String PREDICTIONS = "X-Auspex-Predictions";

    /** What would let a client send a change again without harm. No operation supports it, so each change that brings it is refused. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /**
     * By when a change that was answered is in force everywhere, where it is not yet: a time in ISO 8601, or {@link #WHEN_READY}.
     * Absent where it is in force everywhere already.
     */
    public static final String EFFECTIVE_BY = "Effective-By";

    /** Value of {@link #EFFECTIVE_BY}: when the version is ready on every replica. */
    public static final String WHEN_READY = "when-ready";

    /** Prefix of every header that only services may set. */
    public static final String INTERNAL_PREFIX = "X-Auspex-";

    /** Headers that the gateway removes from what a client sends, besides all with {@link #INTERNAL_PREFIX}. */
    public static final List<String> INTERNAL = List.of(REQUEST_DEADLINE, SERVICE_SECRET);

    private Headers() {}
}
