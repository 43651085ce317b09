package dev.auspex.auth.session;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Nullable;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.session.SignIn.SignedIn;
import dev.auspex.auth.totp.Challenges;
import dev.auspex.chassis.identity.Caller;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Account;
import dev.auspex.contracts.auth.AuthApi;
import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.RefreshRequest;
import dev.auspex.contracts.auth.SecondFactorChallenge;
import dev.auspex.contracts.auth.SecondFactorProof;
import dev.auspex.contracts.auth.SessionInfo;
import dev.auspex.contracts.auth.SignInAnswer;
import dev.auspex.contracts.auth.SwitchTenant;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Accounts and sessions. */
public class AuthResource implements AuthApi {

    private final SignIn signIn;
    private final SessionRepository sessions;
    private final AccountRepository accounts;
    private final Transactions transactions;
    private final TokenDelivery delivery;
    private final CurrentMember member;
    private final Caller caller;
    private final Clients clients;

    AuthResource(
            SignIn signIn,
            SessionRepository sessions,
            AccountRepository accounts,
            Transactions transactions,
            TokenDelivery delivery,
            CurrentMember member,
            Caller caller,
            Clients clients) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.accounts = accounts;
        this.transactions = transactions;
        this.delivery = delivery;
        this.member = member;
        this.caller = caller;
        this.clients = clients;
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Tokens>> register(Credentials credentials) {
        Client client = delivery.marked(clients.current());
        return signIn.register(credentials, client).map(opened -> opened.map(
                        it -> ResponseBuilder.create(RestResponse.Status.CREATED, delivery.deliver(it, client))
                                .build())
                .orElseGet(RestResponse::accepted));
    }

    @Override
    @PermitAll
    public Uni<SignInAnswer> login(Credentials credentials) {
        Client client = clients.current();
        return signIn.login(credentials, client, delivery.marked(client)).map(signedIn -> answer(signedIn, client));
    }

    private SignInAnswer answer(SignedIn signedIn, Client client) {
        return signedIn.opened() == null
                ? SignInAnswer.of(new SecondFactorChallenge(signedIn.challenge(), Challenges.LIFE_SECONDS))
                : SignInAnswer.of(delivery.deliver(signedIn.opened(), client));
    }

    @Override
    @PermitAll
    public Uni<Tokens> secondFactor(SecondFactorProof proof) {
        Client client = clients.current();
        return signIn.secondFactor(proof, client, delivery.marked(client))
                .map(opened -> delivery.deliver(opened, client));
    }

    @Override
    @PermitAll
    public Uni<Tokens> refresh(@Nullable RefreshRequest request) {
        Client client = clients.current();
        return signIn.refresh(presented(request, client), client).map(opened -> delivery.deliver(opened, client));
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> logout(@Nullable RefreshRequest request) {
        Client client = clients.current();
        RefreshToken presented = presented(request, client);
        if (client.browser()) {
            delivery.forget();
        }
        return sessions.signOut(presented, client).replaceWith(RestResponse.noContent());
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<Tokens> switchTenant(SwitchTenant request) {
        Client client = clients.current();
        return member.run((transaction, me) -> sessions.move(transaction, me, request.tenantId(), client)
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.NOT_FOUND, "You are not a member of a tenant with this id.")))
                .map(opened -> delivery.deliver(opened, client));
    }

    private RefreshToken presented(@Nullable RefreshRequest request, Client client) {
        String value = delivery.presented(request == null ? null : request.refreshToken(), client);
        if (value != null && !value.isBlank()) {
            return new RefreshToken(value);
        }
        if (client.browser()) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "There is no session. Sign in.");
        }
        String message = "`refreshToken` must not be blank.";
        throw new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("/refreshToken", "required", message)));
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<List<SessionInfo>> sessions() {
        return member.run((transaction, me) -> sessions.list(transaction, me.account(), me.session()));
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<RestResponse<Void>> revokeSession(UUID id) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            if (!sessions.revoke(transaction, me.account(), id, client)) {
                throw new ProblemException(
                        ProblemType.NOT_FOUND, "You have no session with this id, or it has already ended.");
            }
            return RestResponse.noContent();
        });
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<RestResponse<Void>> revokeSessions(boolean others) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            sessions.revokeAll(transaction, me.account(), others ? me.session() : null, client);
            return RestResponse.noContent();
        });
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<Account> me() {
        UUID tenant = caller.tenantId();
        UUID account = caller.accountId();
        Uni<Optional<Account>> found = caller.sessionId().isPresent()
                ? member.run((transaction, me) -> accounts.find(transaction, tenant, account))
                // The token of an API key has no session.
                : transactions.run(Scope.tenant(tenant), transaction -> accounts.find(transaction, tenant, account));
        return found.map(it -> it.orElseThrow(() ->
                new ProblemException(ProblemType.UNAUTHENTICATED, "The account of this token no longer exists.")));
    }
}
