package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A security event.
 *
 * @param id        event, UUIDv7: sorts by time
 * @param at        when
 * @param kind      what happened
 * @param accountId who did it; absent where that is not known
 * @param subject   what it was done to: a session, key, account, ...; absent where it is the tenant
 * @param detail    more about it
 * @param source    network address
 * @param device    browser and system, as it called itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEvent(
        UUID id,
        Instant at,
        @Schema(examples = "signed-in") String kind,
        @Nullable UUID accountId,
        @Nullable UUID subject,
        Map<String, String> detail,
        @Nullable String source,
        @Nullable String device) {}
