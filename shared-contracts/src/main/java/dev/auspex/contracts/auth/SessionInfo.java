package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session of the account, which starts with a sign-in.
 *
 * @param id         id of the session, UUIDv7; the claim {@code sid} of its access tokens
 * @param tenantId   tenant that the session is signed in to
 * @param device     browser and operating system, or the name of the program, as reported by the client
 * @param createdAt  when the session started
 * @param lastUsedAt when the session last got new tokens
 * @param expiresAt  when the session expires if it is not used
 * @param current    whether this request belongs to the session
 */
public record SessionInfo(
        UUID id,
        UUID tenantId,
        @Schema(examples = "Firefox on Linux") String device,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean current) {}
