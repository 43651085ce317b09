package dev.auspex.auth.session;

import java.security.SecureRandom;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.session.SessionMetrics.Login;
import dev.auspex.auth.session.SessionMetrics.Registration;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.problem.ProblemType;

/** The ways to a pair of tokens: a new account, a password, a refresh token. */
@ApplicationScoped
public class SignIn {

    private static final Logger LOG = Logger.getLogger(SignIn.class);

    private final SecureRandom random = new SecureRandom();
    private final AccountRepository accounts;
    private final SessionRepository sessions;
    private final PasswordHasher passwords;
    private final AccessTokens accessTokens;
    private final TenantDatabase database;
    private final SessionConfig config;
    private final SessionMetrics metrics;
    private final UuidV7 ids;

    SignIn(
            AccountRepository accounts,
            SessionRepository sessions,
            PasswordHasher passwords,
            AccessTokens accessTokens,
            TenantDatabase database,
            SessionConfig config,
            SessionMetrics metrics,
            UuidV7 ids) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.database = database;
        this.config = config;
        this.metrics = metrics;
        this.ids = ids;
    }

    /** Registers an account with a tenant of its own. Fails with {@link ProblemType#CONFLICT} for a taken address. */
    Uni<Tokens> register(Credentials credentials) {
        // The hash comes first, whether the address is free or not: the time does not tell which.
        return passwords
                .hash(credentials.password())
                .map(hash -> newAccount(credentials, hash))
                .flatMap(this::insertAndOpen)
                .onFailure()
                .invoke(failure -> metrics.count(
                        switch (typeOf(failure)) {
                            case CONFLICT -> Registration.CONFLICT;
                            case OVERLOADED -> Registration.OVERLOADED;
                            default -> Registration.ERROR;
                        }));
    }

    private StoredAccount newAccount(Credentials credentials, String hash) {
        String email = new EmailAddress(credentials.email()).value();
        return new StoredAccount(new Principal(ids.next(), email, ids.next(), TenantRole.OWNER), hash);
    }

    private Uni<Tokens> insertAndOpen(StoredAccount account) {
        Principal principal = account.principal();
        RefreshToken first = RefreshToken.next(random);
        return database.inTenant(principal.tenantId(), connection -> accounts.insert(connection, account)
                        .flatMap(inserted -> inserted
                                ? sessions.open(connection, principal, first)
                                : Uni.createFrom().failure(addressTaken())))
                .invoke(() -> {
                    metrics.count(Registration.SUCCESS);
                    LOG.infof("account registered tenant=%s account=%s", principal.tenantId(), principal.accountId());
                })
                .map(opened -> tokens(principal, first));
    }

    private static ProblemException addressTaken() {
        return new ProblemException(
                ProblemType.CONFLICT, "This e-mail address has an account already. Sign in, or use another address.");
    }

    /** Signs in with a password. Fails with {@link ProblemType#UNAUTHENTICATED}, which never says what was wrong. */
    Uni<Tokens> login(Credentials credentials) {
        return accounts.findByEmail(new EmailAddress(credentials.email()))
                .flatMap(found -> passwords
                        .matches(
                                credentials.password(),
                                found.map(StoredAccount::passwordHash).orElse(null))
                        .flatMap(matches -> matches
                                ? open(found.orElseThrow(), credentials.password())
                                : Uni.createFrom().failure(wrongCredentials(found.isPresent()))))
                .onFailure(failure -> typeOf(failure) != ProblemType.UNAUTHENTICATED)
                .invoke(failure ->
                        metrics.count(typeOf(failure) == ProblemType.OVERLOADED ? Login.OVERLOADED : Login.ERROR));
    }

    private Uni<Tokens> open(StoredAccount account, String password) {
        RefreshToken first = RefreshToken.next(random);
        return strengthen(account, password)
                .flatMap(strong -> sessions.open(account.principal(), first))
                .invoke(() -> metrics.count(Login.SUCCESS))
                .map(opened -> tokens(account.principal(), first));
    }

    /** Only now is the password known: a hash of other parameters than today's is replaced. */
    private Uni<Void> strengthen(StoredAccount account, String password) {
        if (!passwords.outdated(account.passwordHash())) {
            return Uni.createFrom().voidItem();
        }
        return passwords.hash(password).flatMap(hash -> accounts.replaceHash(account, hash));
    }

    private ProblemException wrongCredentials(boolean known) {
        metrics.count(known ? Login.WRONG_PASSWORD : Login.UNKNOWN_ACCOUNT);
        return new ProblemException(
                ProblemType.UNAUTHENTICATED, "The e-mail address or the password is wrong. Check both and try again.");
    }

    private static ProblemType typeOf(Throwable failure) {
        return failure instanceof ProblemException problem ? problem.type() : ProblemType.INTERNAL;
    }

    /** Exchanges a refresh token. Fails with {@link ProblemType#UNAUTHENTICATED} unless it is good. */
    Uni<Tokens> refresh(String refreshToken) {
        RefreshToken successor = RefreshToken.next(random);
        return sessions.rotate(new RefreshToken(refreshToken), successor)
                .invoke(rotation -> metrics.count(rotation.outcome()))
                .map(rotation -> {
                    if (rotation.principal() == null) {
                        throw new ProblemException(
                                ProblemType.UNAUTHENTICATED, "The refresh token is not valid any more. Sign in again.");
                    }
                    return tokens(rotation.principal(), successor);
                });
    }

    private Tokens tokens(Principal principal, RefreshToken refreshToken) {
        return new Tokens(
                accessTokens.issue(principal),
                "Bearer",
                config.accessTokenLife().toSeconds(),
                refreshToken.value());
    }
}
