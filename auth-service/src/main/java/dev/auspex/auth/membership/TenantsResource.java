package dev.auspex.auth.membership;

import java.util.List;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.contracts.auth.NewTenant;
import dev.auspex.contracts.auth.TenantMembership;
import dev.auspex.contracts.auth.TenantsApi;
import dev.auspex.contracts.http.Role;

/** The tenants of the signed-in account. */
@RolesAllowed(Role.MEMBER)
public class TenantsResource implements TenantsApi {

    private final Tenants tenants;
    private final CurrentMember member;
    private final Clients clients;

    TenantsResource(Tenants tenants, CurrentMember member, Clients clients) {
        this.tenants = tenants;
        this.member = member;
        this.clients = clients;
    }

    @Override
    public Uni<TenantMembership> create(NewTenant tenant) {
        Client client = clients.current();
        return member.alone((transaction, me) -> tenants.create(transaction, me, tenant, client));
    }

    @Override
    public Uni<List<TenantMembership>> list() {
        return member.run(tenants::list);
    }
}
