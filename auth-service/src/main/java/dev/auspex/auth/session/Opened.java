package dev.auspex.auth.session;

import java.util.UUID;

import dev.auspex.auth.account.Principal;

/**
 * A session that somebody may use from now on.
 *
 * @param principal    who
 * @param session      the session
 * @param refreshToken its newest refresh token
 */
public record Opened(Principal principal, UUID session, RefreshToken refreshToken) {}
