package dev.auspex.gateway.token;

import java.time.Duration;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;

/**
 * Refusals of callers whose credentials are missing or invalid. The wording is the same whatever makes a credential
 * invalid, so it gives nothing away.
 */
public final class TokenRefusals {

    private static final String CHALLENGE = "Bearer realm=\"auspex\"";
    private static final String INVALID_CHALLENGE = CHALLENGE + ", error=\"invalid_token\"";

    /** RFC 6750, section 3: no error code if no token was sent. */
    private static final Refusal MISSING = new Refusal(
            "token",
            ProblemType.UNAUTHENTICATED,
            "This address requires an access token. Sign in and send it as `Authorization: Bearer`.",
            null,
            CHALLENGE);

    private static final Refusal INVALID = new Refusal(
            "token",
            ProblemType.UNAUTHENTICATED,
            "The access token is expired or not valid. Sign in again.",
            null,
            INVALID_CHALLENGE);

    private static final Refusal TWO = new Refusal(
            "token",
            ProblemType.UNAUTHENTICATED,
            "The request has two credentials. Send either `Authorization` or `X-API-Key`.",
            null,
            INVALID_CHALLENGE);

    private static final Refusal BAD_KEY = new Refusal(
            "key",
            ProblemType.UNAUTHENTICATED,
            "The API key is unknown, expired or revoked. Create another one.",
            null,
            INVALID_CHALLENGE);

    private static final Refusal UNCHECKED = new Refusal(
            "token",
            ProblemType.UNAVAILABLE,
            "Access tokens and API keys cannot be verified. Try again in 2 seconds.",
            Duration.ofSeconds(2));

    private TokenRefusals() {}

    public static RefusedException missing() {
        return new RefusedException(MISSING);
    }

    public static RefusedException invalid() {
        return new RefusedException(INVALID);
    }

    public static RefusedException twoCredentials() {
        return new RefusedException(TWO);
    }

    public static RefusedException badKey() {
        return new RefusedException(BAD_KEY);
    }

    public static RefusedException unchecked() {
        return new RefusedException(UNCHECKED);
    }
}
