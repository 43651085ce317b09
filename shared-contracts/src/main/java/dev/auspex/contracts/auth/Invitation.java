package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * An open invitation.
 *
 * @param id        id of the invitation
 * @param email     email address that the invitation was sent to
 * @param role      role that the new member gets
 * @param createdAt when the invitation was created
 * @param expiresAt when the invitation expires
 */
public record Invitation(UUID id, String email, String role, Instant createdAt, Instant expiresAt) {}
