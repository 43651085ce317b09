package dev.auspex.auth.profile;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.Reauthentication;
import dev.auspex.contracts.auth.Account;
import dev.auspex.contracts.auth.AccountApi;
import dev.auspex.contracts.auth.AccountExport;
import dev.auspex.contracts.auth.PasswordProof;
import dev.auspex.contracts.auth.Profile;
import dev.auspex.contracts.http.Role;

/** The signed-in account, as managed by its owner. */
@RolesAllowed(Role.MEMBER)
public class AccountResource implements AccountApi {

    private final OwnAccount own;
    private final Reauthentication reauthentication;
    private final CurrentMember member;
    private final Clients clients;

    AccountResource(OwnAccount own, Reauthentication reauthentication, CurrentMember member, Clients clients) {
        this.own = own;
        this.reauthentication = reauthentication;
        this.member = member;
        this.clients = clients;
    }

    @Override
    public Uni<Account> setProfile(Profile profile) {
        Client client = clients.current();
        return member.run((transaction, me) -> own.setProfile(transaction, me, profile, client));
    }

    @Override
    public Uni<AccountExport> export() {
        Client client = clients.current();
        return member.run((transaction, me) -> own.export(transaction, me, client));
    }

    @Override
    public Uni<RestResponse<Void>> delete(PasswordProof proof) {
        Client client = clients.current();
        return reauthentication.withCode(proof, client, (transaction, me) -> {
            own.delete(transaction, me, client);
            return RestResponse.noContent();
        });
    }
}
