package dev.auspex.auth.signingkey;

import java.util.List;

/**
 * JSON Web Key Set (RFC 7517, section 5).
 *
 * @param keys public keys only
 */
public record KeySet(List<PublicJwk> keys) {}
