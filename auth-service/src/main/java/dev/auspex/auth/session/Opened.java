package dev.auspex.auth.session;

import java.util.UUID;

import dev.auspex.auth.account.Principal;

/**
 * A session that was just opened or renewed.
 *
 * @param principal    who is signed in
 * @param session      the session
 * @param refreshToken its newest refresh token
 */
public record Opened(Principal principal, UUID session, RefreshToken refreshToken) {}
