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
 * @param id        id of the event, UUIDv7; sorts by time
 * @param at        when it happened
 * @param kind      what happened
 * @param accountId account that caused the event; absent if unknown
 * @param subject   id of what was affected, such as a session, an API key or an account; absent if it is the tenant
 *                  itself
 * @param detail    more details, by name
 * @param source    network address of the client
 * @param device    browser and operating system, as reported by the client
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
