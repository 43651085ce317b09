package dev.auspex.auth.passkey;

import java.util.List;
import java.util.UUID;

/**
 * A passkey as it is kept.
 *
 * @param id             passkey
 * @param accountId      whose it is
 * @param credentialId   the authenticator's name for it, 1 to 1,023 bytes
 * @param credential     attested credential data (Web Authentication Level 3, section 6.5.1)
 * @param signCount      counter of the last use; 0 where the authenticator does not count
 * @param backupEligible whether its provider may keep copies
 * @param backedUp       whether it does
 * @param transports     ways to reach the authenticator
 */
record StoredPasskey(
        UUID id,
        UUID accountId,
        byte[] credentialId,
        byte[] credential,
        long signCount,
        boolean backupEligible,
        boolean backedUp,
        List<String> transports) {

    @Override
    public String toString() {
        return "StoredPasskey[id=" + id + "]";
    }
}
