package dev.auspex.auth.session;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.identity.Caller;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Account;
import dev.auspex.contracts.auth.AuthApi;
import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.RefreshRequest;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/** Accounts and sessions. */
public class AuthResource implements AuthApi {

    private final SignIn signIn;
    private final AccountRepository accounts;
    private final DatabaseGuard database;
    private final Caller caller;

    AuthResource(SignIn signIn, AccountRepository accounts, DatabaseGuard database, Caller caller) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.database = database;
        this.caller = caller;
    }

    @Override
    @PermitAll
    public Uni<Tokens> register(Credentials credentials) {
        return database.guard(signIn.register(credentials));
    }

    @Override
    @PermitAll
    public Uni<Tokens> login(Credentials credentials) {
        return database.guard(signIn.login(credentials));
    }

    @Override
    @PermitAll
    public Uni<Tokens> refresh(RefreshRequest request) {
        return database.guard(signIn.refresh(request.refreshToken()));
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<Account> me() {
        return database.guard(accounts.find(caller.tenantId(), caller.accountId()))
                .map(found -> found.orElseThrow(() -> new ProblemException(
                        ProblemType.UNAUTHENTICATED, "The account of this token does not exist any more.")));
    }
}
