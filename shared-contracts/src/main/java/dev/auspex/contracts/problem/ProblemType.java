package dev.auspex.contracts.problem;

import java.util.Locale;

/** The problem types. docs/problems.md describes each. */
public enum ProblemType {
    INVALID_INPUT(400, "Invalid input"),
    MALFORMED_BODY(400, "Malformed body"),
    UNAUTHENTICATED(401, "Not signed in"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    REQUEST_TIMEOUT(408, "Request timeout"),
    CONFLICT(409, "Conflict"),
    BODY_TOO_LARGE(413, "Body too large"),
    ADDRESS_TOO_LONG(414, "Address too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    RATE_LIMITED(429, "Too many requests"),
    OVERLOADED(429, "Overloaded"),
    HEADERS_TOO_LARGE(431, "Headers too large"),
    INTERNAL(500, "Internal error"),
    NOT_IMPLEMENTED(501, "Not implemented"),
    UPSTREAM_FAILED(502, "Bad response from a service"),
    UNAVAILABLE(503, "Temporarily unavailable"),
    DEADLINE_EXCEEDED(504, "Deadline exceeded"),
    HTTP_VERSION_NOT_SUPPORTED(505, "HTTP version not supported");

    private static final String BASE = "https://auspex.dev/problems/";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Returns the member {@code type}: a stable URI that does not have to open a page. */
    public String uri() {
        return BASE + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the most suitable type for an HTTP status without a type, such as one that the framework set. */
    public static ProblemType ofStatus(int status) {
        for (ProblemType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status >= 500 ? INTERNAL : INVALID_INPUT;
    }
}
