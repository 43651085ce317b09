package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * An invitation that is open.
 *
 * @param id        invitation
 * @param email     where it was sent
 * @param role      role that it gives
 * @param createdAt when it was made
 * @param expiresAt until when it can be accepted
 */
public record Invitation(UUID id, String email, String role, Instant createdAt, Instant expiresAt) {}
