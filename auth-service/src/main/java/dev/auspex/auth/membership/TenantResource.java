package dev.auspex.auth.membership;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.auth.Branding;
import dev.auspex.contracts.auth.Invitation;
import dev.auspex.contracts.auth.Member;
import dev.auspex.contracts.auth.NewInvitation;
import dev.auspex.contracts.auth.RoleChange;
import dev.auspex.contracts.auth.Tenant;
import dev.auspex.contracts.auth.TenantApi;
import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.http.Role;

/** The tenant of the token. */
@RolesAllowed(Role.MEMBER)
public class TenantResource implements TenantApi {

    private final Tenants tenants;
    private final Members members;
    private final Invitations invitations;
    private final CurrentMember member;
    private final Clients clients;

    TenantResource(Tenants tenants, Members members, Invitations invitations, CurrentMember member, Clients clients) {
        this.tenants = tenants;
        this.members = members;
        this.invitations = invitations;
        this.member = member;
        this.clients = clients;
    }

    @Override
    public Uni<Tenant> get() {
        return member.run(
                (transaction, me) -> tenants.find(transaction, me.tenant()).orElseThrow());
    }

    @Override
    public Uni<Tenant> brand(Branding branding) {
        Client client = clients.current();
        return member.run((transaction, me) -> tenants.brand(transaction, me, branding, client));
    }

    @Override
    public Uni<Tenant> settle(TenantSettings settings) {
        Client client = clients.current();
        return member.run((transaction, me) -> tenants.settle(transaction, me, settings, client));
    }

    @Override
    public Uni<List<Member>> members() {
        return member.run(members::list);
    }

    @Override
    public Uni<RestResponse<Void>> changeRole(UUID account, RoleChange change) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            members.changeRole(transaction, me, account, TenantRole.ofStored(change.role()), client);
            return RestResponse.noContent();
        });
    }

    @Override
    public Uni<RestResponse<Void>> removeMember(UUID account) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            members.remove(transaction, me, account, client);
            return RestResponse.noContent();
        });
    }

    @Override
    public Uni<Invitation> invite(NewInvitation invitation) {
        Client client = clients.current();
        return member.run((transaction, me) -> invitations.invite(transaction, me, invitation, client));
    }

    @Override
    public Uni<List<Invitation>> invitations() {
        return member.run(invitations::list);
    }

    @Override
    public Uni<RestResponse<Void>> withdraw(UUID id) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            invitations.withdraw(transaction, me, id, client);
            return RestResponse.noContent();
        });
    }
}
