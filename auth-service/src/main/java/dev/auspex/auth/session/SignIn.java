package dev.auspex.auth.session;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.auth.account.AccountConfig;
import dev.auspex.auth.account.AccountRepository;
import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.account.Principal;
import dev.auspex.auth.account.StoredAccount;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.password.PasswordHasher;
import dev.auspex.auth.password.PasswordPolicy;
import dev.auspex.auth.session.SessionMetrics.Login;
import dev.auspex.auth.session.SessionMetrics.Registration;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.auth.totp.Challenges;
import dev.auspex.auth.totp.SecondFactors;
import dev.auspex.auth.totp.SecondFactors.Proof;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.Credentials;
import dev.auspex.contracts.auth.SecondFactorProof;
import dev.auspex.contracts.problem.ProblemType;

/** Opens sessions: with a new account, a password, a second factor or a refresh token. */
@ApplicationScoped
class SignIn {

    private static final Logger LOG = Logger.getLogger(SignIn.class);

    private final AccountRepository accounts;
    private final SessionRepository sessions;
    private final PasswordHasher passwords;
    private final Transactions transactions;
    private final AuditLog audit;
    private final AccountConfig config;
    private final PasswordPolicy policy;
    private final Verification verification;
    private final LateRegistration lateRegistration;
    private final Throttle throttle;
    private final SecondFactors factors;
    private final Challenges challenges;
    private final SessionMetrics metrics;
    private final UuidV7 ids;

    SignIn(
            AccountRepository accounts,
            SessionRepository sessions,
            PasswordHasher passwords,
            Transactions transactions,
            AuditLog audit,
            AccountConfig config,
            PasswordPolicy policy,
            Verification verification,
            LateRegistration lateRegistration,
            Throttle throttle,
            SecondFactors factors,
            Challenges challenges,
            SessionMetrics metrics,
            UuidV7 ids) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.config = config;
        this.policy = policy;
        this.verification = verification;
        this.lateRegistration = lateRegistration;
        this.throttle = throttle;
        this.factors = factors;
        this.challenges = challenges;
        this.metrics = metrics;
        this.ids = ids;
    }

    /**
     * Registers an account with its own tenant. Fails with {@link ProblemType#CONFLICT} if the address is taken. If
     * addresses must be verified, it only adds a registration job and returns empty, whatever the address.
     */
    Uni<Optional<Opened>> register(Credentials credentials, Client client) {
        policy.check(credentials.password(), credentials.email(), "/password");
        // Hash first, whether the address is taken or not, so that the time does not reveal which.
        return passwords
                .hash(credentials.password())
                .flatMap(hash -> config.verificationRequired()
                        ? registerLate(credentials, hash, client)
                        : insertAndOpen(newAccount(credentials, hash), client).map(Optional::of))
                .onFailure()
                .invoke(failure -> metrics.count(
                        switch (typeOf(failure)) {
                            case CONFLICT -> Registration.CONFLICT;
                            case OVERLOADED -> Registration.OVERLOADED;
                            default -> Registration.ERROR;
                        }));
    }

    private Uni<Optional<Opened>> registerLate(Credentials credentials, String hash, Client client) {
        EmailAddress email = new EmailAddress(credentials.email());
        return transactions
                .does(Scope.system(), transaction -> lateRegistration.ask(transaction, email, hash, client))
                .map(asked -> Optional.empty());
    }

    private StoredAccount newAccount(Credentials credentials, String hash) {
        String email = new EmailAddress(credentials.email()).value();
        return new StoredAccount(new Principal(ids.next(), email, ids.next(), TenantRole.OWNER), hash, false);
    }

    private Uni<Opened> insertAndOpen(StoredAccount account, Client client) {
        Principal principal = account.principal();
        return transactions
                .run(Scope.tenant(principal.tenantId()), transaction -> {
                    if (!accounts.insert(transaction, account)) {
                        throw addressTaken();
                    }
                    record(transaction, principal, AuditKind.ACCOUNT_REGISTERED, null, client);
                    verification.offer(transaction, principal.accountId(), principal.email(), client);
                    Opened opened = sessions.open(transaction, principal, client);
                    transaction.enter(Scope.system());
                    throttle.welcome(transaction, new EmailAddress(principal.email()), client);
                    return opened;
                })
                .invoke(() -> {
                    metrics.count(Registration.SUCCESS);
                    LOG.infof("account registered tenant=%s account=%s", principal.tenantId(), principal.accountId());
                });
    }

    private void record(Transaction transaction, Principal principal, AuditKind kind, UUID subject, Client client) {
        audit.record(transaction, principal.tenantId(), principal.accountId(), kind, subject, Map.of(), client);
    }

    private static ProblemException addressTaken() {
        return new ProblemException(
                ProblemType.CONFLICT, "This email address already has an account. Sign in, or use another address.");
    }

    /**
     * Signs in with a password. Fails with {@link ProblemType#UNAUTHENTICATED}, which never says what was wrong.
     *
     * @param client client of this request
     * @param marked the client with the mark that it will send next time
     */
    Uni<SignedIn> login(Credentials credentials, Client client, Client marked) {
        EmailAddress email = new EmailAddress(credentials.email());
        return transactions
                .run(Scope.system(), transaction -> {
                    throttle.admit(transaction, email, client);
                    return accounts.findByEmail(transaction, email);
                })
                .flatMap(found -> passwords
                        .matches(
                                credentials.password(),
                                found.map(StoredAccount::passwordHash).orElse(null))
                        .flatMap(matches -> matches
                                ? openVerified(found.orElseThrow(), credentials.password(), client, marked)
                                : refuse(found, client)))
                .onFailure()
                .invoke(failure -> {
                    switch (typeOf(failure)) {
                        case UNAUTHENTICATED -> {
                            // Already counted where the reason is known.
                        }
                        case OVERLOADED -> metrics.count(Login.OVERLOADED);
                        case RATE_LIMITED -> metrics.count(Login.THROTTLED);
                        case FORBIDDEN -> metrics.count(Login.UNVERIFIED);
                        default -> metrics.count(Login.ERROR);
                    }
                });
    }

    private Uni<SignedIn> openVerified(StoredAccount account, String password, Client client, Client marked) {
        if (account.verified() || !config.verificationRequired()) {
            return open(account, password, client, marked);
        }
        Principal principal = account.principal();
        return transactions
                .does(
                        Scope.system(),
                        transaction ->
                                verification.offer(transaction, principal.accountId(), principal.email(), client))
                .map(asked -> {
                    throw new ProblemException(
                            ProblemType.FORBIDDEN,
                            "Your email address is not verified yet. Open the link that was sent to it.");
                });
    }

    private Uni<SignedIn> open(StoredAccount account, String password, Client client, Client marked) {
        Principal before = account.principal();
        return strengthen(account, password)
                .flatMap(newHash ->
                        transactions.run(Scope.member(before.tenantId(), before.accountId()), transaction -> {
                            // Hashing takes time: the password, role or membership may have changed in the meantime.
                            Principal principal = accounts.lock(transaction, before.accountId(), before.tenantId())
                                    .filter(now -> now.passwordHash().equals(account.passwordHash()))
                                    .orElseThrow(() -> wrongCredentials(true))
                                    .principal();
                            newHash.ifPresent(hash -> accounts.replaceHash(transaction, account, hash));
                            if (factors.enabled(transaction, principal.accountId())) {
                                transaction.enter(Scope.system());
                                return new SignedIn(null, challenges.create(transaction, principal.accountId()));
                            }
                            return new SignedIn(open(transaction, principal, client, marked), null);
                        }))
                .invoke(signedIn ->
                        metrics.count(signedIn.opened() == null ? Login.SECOND_FACTOR_ASKED : Login.SUCCESS));
    }

    private Opened open(Transaction transaction, Principal principal, Client client, Client marked) {
        Opened opened = sessions.open(transaction, principal, client);
        record(transaction, principal, AuditKind.SIGNED_IN, opened.session(), client);
        transaction.enter(Scope.system());
        throttle.succeeded(transaction, new EmailAddress(principal.email()), client, marked);
        return opened;
    }

    /**
     * Signs in with the second factor. Fails with {@link ProblemType#UNAUTHENTICATED} unless challenge and code are
     * valid. A wrong code counts against both the challenge and the account.
     */
    Uni<Opened> secondFactor(SecondFactorProof proof, Client client, Client marked) {
        return transactions
                .run(Scope.system(), transaction -> prove(transaction, proof, client, marked))
                .map(opened -> {
                    metrics.count(opened.isPresent() ? Login.SUCCESS : Login.WRONG_SECOND_FACTOR);
                    return opened.orElseThrow(() -> new ProblemException(
                            ProblemType.UNAUTHENTICATED,
                            "The code is wrong, has expired or was already used."
                                    + " Enter the next one, or sign in again."));
                });
    }

    private Optional<Opened> prove(Transaction transaction, SecondFactorProof proof, Client client, Client marked) {
        Optional<Principal> found = challenges
                .account(transaction, proof.challenge())
                .flatMap(account -> accounts.findById(transaction, account))
                .map(StoredAccount::principal)
                .flatMap(principal -> locked(transaction, principal));
        // Lock the account before the challenge, as when a new password ends the challenges.
        transaction.enter(Scope.system());
        if (found.isEmpty()
                || challenges.attempt(transaction, proof.challenge()).isEmpty()) {
            return Optional.empty();
        }
        Principal who = found.get();
        throttle.admit(transaction, new EmailAddress(who.email()), client);
        transaction.enter(Scope.member(who.tenantId(), who.accountId()));
        Proof proved = factors.prove(transaction, who.accountId(), proof.code());
        if (proved == Proof.NONE) {
            // No actor is recorded, because the caller did not prove to be the account's owner.
            audit.record(
                    transaction, who.tenantId(), null, AuditKind.SIGN_IN_REFUSED, who.accountId(), Map.of(), client);
            return Optional.empty();
        }
        if (proved == Proof.RECOVERY_CODE) {
            record(transaction, who, AuditKind.RECOVERY_CODE_USED, who.accountId(), client);
        }
        Opened opened = open(transaction, who, client, marked);
        challenges.done(transaction, proof.challenge());
        return Optional.of(opened);
    }

    private Optional<Principal> locked(Transaction transaction, Principal principal) {
        transaction.enter(Scope.member(principal.tenantId(), principal.accountId()));
        return accounts.lock(transaction, principal.accountId(), principal.tenantId())
                .map(StoredAccount::principal);
    }

    /**
     * The result of a correct password: either a session or a challenge.
     *
     * @param opened    the session, or null
     * @param challenge the challenge for the second factor, or null
     */
    record SignedIn(@Nullable Opened opened, @Nullable String challenge) {

        /** Returns a text without the challenge. */
        @Override
        public String toString() {
            return "SignedIn[opened=" + (opened != null) + "]";
        }
    }

    /**
     * Returns a new hash if the current one was made with outdated parameters. Only a sign-in knows the
     * password that this requires.
     */
    private Uni<Optional<String>> strengthen(StoredAccount account, String password) {
        return passwords.outdated(account.passwordHash())
                ? passwords.hash(password).map(Optional::of)
                : Uni.createFrom().item(Optional.empty());
    }

    /** Records the refusal whether or not the address is known, so that the time does not reveal which. */
    private Uni<SignedIn> refuse(Optional<StoredAccount> found, Client client) {
        UUID tenant = found.map(account -> account.principal().tenantId()).orElse(AuditLog.NO_TENANT);
        UUID account = found.map(known -> known.principal().accountId()).orElse(null);
        return transactions
                .does(
                        Scope.tenant(tenant),
                        transaction -> audit.record(
                                transaction, tenant, null, AuditKind.SIGN_IN_REFUSED, account, Map.of(), client))
                .map(written -> {
                    throw wrongCredentials(found.isPresent());
                });
    }

    private ProblemException wrongCredentials(boolean known) {
        metrics.count(known ? Login.WRONG_PASSWORD : Login.UNKNOWN_ACCOUNT);
        return new ProblemException(
                ProblemType.UNAUTHENTICATED, "The email address or the password is wrong. Check both and try again.");
    }

    private static ProblemType typeOf(Throwable failure) {
        return failure instanceof ProblemException problem ? problem.type() : ProblemType.INTERNAL;
    }

    /** Exchanges a refresh token. Fails with {@link ProblemType#UNAUTHENTICATED} unless it is valid. */
    Uni<Opened> refresh(RefreshToken refreshToken, Client client) {
        return sessions.rotate(refreshToken, client)
                .invoke(rotation -> metrics.count(rotation.outcome()))
                .map(rotation -> {
                    if (!rotation.outcome().isGood()) {
                        throw new ProblemException(
                                ProblemType.UNAUTHENTICATED, "The refresh token is no longer valid. Sign in again.");
                    }
                    return new Opened(rotation.principal(), rotation.session(), rotation.successor());
                });
    }
}
