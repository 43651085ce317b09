package dev.auspex.auth.recovery;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.apikey.ApiKeys;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.membership.PersonalTenants;
import dev.auspex.auth.passkey.Passkeys;
import dev.auspex.auth.totp.SecondFactors;

/**
 * Cleans up when a reset is the first proof that an account's address belongs to its owner. Somebody else may have
 * registered it: nothing that they left behind may open the account, or see what happens in its own tenant.
 */
@ApplicationScoped
class FirstReset {

    private final ApiKeys keys;
    private final SecondFactors factors;
    private final Passkeys passkeys;
    private final PersonalTenants personalTenants;
    private final AuditLog audit;

    FirstReset(
            ApiKeys keys, SecondFactors factors, Passkeys passkeys, PersonalTenants personalTenants, AuditLog audit) {
        this.keys = keys;
        this.factors = factors;
        this.passkeys = passkeys;
        this.personalTenants = personalTenants;
        this.audit = audit;
    }

    /**
     * Revokes the API keys, removes the second factor and passkeys, and clears the account's own tenant of other
     * members and open invitations; the sessions have already been ended.
     *
     * @param tenant tenant whose log records the account's events
     */
    void clear(Transaction transaction, UUID account, UUID tenant, Client client) {
        transaction.enter(Scope.member(tenant, account));
        keys.revokeAll(transaction, account, null, account, client);
        if (factors.enabled(transaction, account)) {
            audit.record(transaction, tenant, account, AuditKind.SECOND_FACTOR_DISABLED, account, Map.of(), client);
        }
        factors.disable(transaction, account);
        passkeys.removeAll(transaction, account, tenant, client);
        personalTenants.vacate(transaction, account, client);
        transaction.enter(Scope.member(tenant, account));
    }
}
