package dev.auspex.auth.passkey;

import java.util.List;
import java.util.UUID;

/**
 * A passkey as it is stored.
 *
 * @param id             id of the passkey
 * @param accountId      account that it belongs to
 * @param credentialId   credential id from the authenticator, 1 to 1,023 bytes
 * @param credential     attested credential data (Web Authentication Level 3, section 6.5.1)
 * @param signCount      counter of the last use; 0 if the authenticator does not count
 * @param backupEligible whether its provider may back it up
 * @param backedUp       whether it is backed up
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
