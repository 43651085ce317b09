package dev.auspex.contracts.event;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Access tokens that were issued before {@code at} for the subject are no longer good, although they have not expired. Topic
 * {@link Topics#ACCESS_REVOKED}; the event's id is the CloudEvents {@code id}. Needed for as long as an access token lives, and
 * no longer.
 *
 * @param tenantId  tenant in whose name the tokens were issued, or null where it is all tenants
 * @param subject   what kind of thing {@code subjectId} names
 * @param subjectId session, account or API key
 * @param at        when
 */
public record AccessRevoked(UUID tenantId, Subject subject, UUID subjectId, Instant at) {

    /** CloudEvents {@code type}. */
    public static final String TYPE = "dev.auspex.access.revoked.v1";

    /** What was revoked. */
    public enum Subject {
        /** One session: claim {@code sid}. */
        @JsonProperty("session")
        SESSION,
        /** All of an account's tokens in the tenant, or everywhere: claim {@code sub}. */
        @JsonProperty("account")
        ACCOUNT,
        /** One API key: claim {@code api_key}. */
        @JsonProperty("api-key")
        API_KEY
    }
}
