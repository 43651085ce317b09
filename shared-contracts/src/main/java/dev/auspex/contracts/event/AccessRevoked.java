package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Access tokens of the subject that were issued before {@code at} are no longer valid, although they have not expired.
 * Topic {@link Topics#ACCESS_REVOKED}; the id of the event is the CloudEvents {@code id}. Consumers keep it for the
 * lifetime of an access token.
 *
 * @param tenantId  tenant that the access tokens were issued for, or null for all tenants
 * @param subject   kind of thing that {@code subjectId} identifies
 * @param subjectId id of the session, account or API key
 * @param at        when access was revoked
 */
public record AccessRevoked(UUID tenantId, Subject subject, UUID subjectId, Instant at) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.access.revoked.v1";

    /** What was revoked. */
    public enum Subject {
        /** One session: the claim {@code sid}. */
        @JsonProperty("session")
        SESSION,
        /** All access tokens of an account, in the tenant or in all tenants: the claim {@code sub}. */
        @JsonProperty("account")
        ACCOUNT,
        /** One API key: the claim {@code api_key}. */
        @JsonProperty("api-key")
        API_KEY
    }
}
