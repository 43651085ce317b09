package dev.auspex.contracts.auth;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * Security events, the newest first.
 *
 * @param items      events
 * @param nextCursor for the page after this one; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditPage(List<AuditEvent> items, @Nullable String nextCursor) {}
