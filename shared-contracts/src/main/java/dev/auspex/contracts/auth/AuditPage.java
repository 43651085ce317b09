package dev.auspex.contracts.auth;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * A page of security events, newest first.
 *
 * @param items      the events
 * @param nextCursor cursor of the next page; absent on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditPage(List<AuditEvent> items, @Nullable String nextCursor) {}
