package dev.auspex.auth.membership;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.auth.TenantSettingsApi;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/** The settings of a tenant, for the other services. */
@RolesAllowed(Role.SERVICE)
public class TenantSettingsResource implements TenantSettingsApi {

    private final Tenants tenants;
    private final Transactions transactions;

    TenantSettingsResource(Tenants tenants, Transactions transactions) {
        this.tenants = tenants;
        this.transactions = transactions;
    }

    @Override
    public Uni<TenantSettings> settings(UUID id) {
        return transactions.run(Scope.tenant(id), transaction -> tenants.find(transaction, id)
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "No tenant has this id."))
                .settings());
    }
}
