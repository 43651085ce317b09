package dev.auspex.auth.recovery;

import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.mail.MailLinks;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.Verification;
import dev.auspex.contracts.auth.EmailApi;
import dev.auspex.contracts.auth.MailToken;
import dev.auspex.contracts.http.Role;

/** Verification of e-mail addresses. */
public class EmailResource implements EmailApi {

    private final Transactions transactions;
    private final MailLinks links;
    private final AccountRepository accounts;
    private final Verification verification;
    private final CurrentMember member;
    private final AuditLog audit;
    private final Clients clients;

    EmailResource(
            Transactions transactions,
            MailLinks links,
            AccountRepository accounts,
            Verification verification,
            CurrentMember member,
            AuditLog audit,
            Clients clients) {
        this.transactions = transactions;
        this.links = links;
        this.accounts = accounts;
        this.verification = verification;
        this.member = member;
        this.audit = audit;
        this.clients = clients;
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> verify(MailToken token) {
        Client client = clients.current();
        return transactions
                .does(Scope.system(), transaction -> verify(transaction, token, client))
                .replaceWith(RestResponse.noContent());
    }

    private void verify(Transaction transaction, MailToken token, Client client) {
        MailLinks.Target target =
                links.use(transaction, Verification.PURPOSE, token.token()).orElseThrow(BadLink::problem);
        UUID account = target.accountId();
        StoredAccount stored = accounts.findById(transaction, account).orElseThrow(BadLink::problem);
        UUID tenant = stored.principal().tenantId();
        transaction.enter(Scope.account(account));
        if (accounts.verify(transaction, account, target.email())) {
            audit.record(transaction, tenant, account, AuditKind.EMAIL_VERIFIED, account, Map.of(), client);
        }
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<RestResponse<Void>> resend() {
        return member.run((transaction, me) -> {
            verification.ask(transaction, me.account(), me.principal().email());
            return RestResponse.accepted();
        });
    }
}
