package dev.auspex.auth.membership;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.contracts.auth.InvitationApi;
import dev.auspex.contracts.auth.MailToken;
import dev.auspex.contracts.auth.TenantMembership;
import dev.auspex.contracts.http.Role;

/** Invitations, as seen by the invited person. */
@RolesAllowed(Role.MEMBER)
public class InvitationResource implements InvitationApi {

    private final Invitations invitations;
    private final CurrentMember member;
    private final Clients clients;

    InvitationResource(Invitations invitations, CurrentMember member, Clients clients) {
        this.invitations = invitations;
        this.member = member;
        this.clients = clients;
    }

    @Override
    public Uni<TenantMembership> accept(MailToken token) {
        Client client = clients.current();
        return member.alone((transaction, me) -> invitations.accept(transaction, me, token.token(), client));
    }
}
