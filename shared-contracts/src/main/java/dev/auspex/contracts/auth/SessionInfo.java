package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One of an account's sessions: what followed from one sign-in.
 *
 * @param id         session, UUIDv7; the {@code sid} of its access tokens
 * @param tenantId   tenant that it is signed in to
 * @param device     browser and system, or the name of the program, as it called itself
 * @param createdAt  when it was signed in
 * @param lastUsedAt when it last got new tokens
 * @param expiresAt  when it ends unless it is used
 * @param current    whether this request belongs to it
 */
public record SessionInfo(
        UUID id,
        UUID tenantId,
        @Schema(examples = "Firefox on Linux") String device,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean current) {}
