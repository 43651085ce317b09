package dev.auspex.auth.passkey;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

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
import dev.auspex.auth.session.Opened;
import dev.auspex.auth.session.SessionMetrics;
import dev.auspex.auth.session.SessionMetrics.Login;
import dev.auspex.auth.session.SessionRepository;
import dev.auspex.auth.session.Verification;
import dev.auspex.auth.throttle.Throttle;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.PasskeyAssertion;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Opens a session with a passkey. A passkey counts as both factors: the authenticator holds the key and has verified
 * its owner. There is nothing to guess, so attempts are not slowed down, and owners can sign in without delay while
 * others guess their passwords.
 */
@ApplicationScoped
class PasskeySignIn {

    private final Passkeys passkeys;
    private final PasskeyVerifier verifier;
    private final PasskeyChallenges challenges;
    private final AccountRepository accounts;
    private final AccountConfig accountConfig;
    private final SessionRepository sessions;
    private final Verification verification;
    private final Throttle throttle;
    private final Transactions transactions;
    private final AuditLog audit;
    private final SessionMetrics metrics;

    PasskeySignIn(
            Passkeys passkeys,
            PasskeyVerifier verifier,
            PasskeyChallenges challenges,
            AccountRepository accounts,
            AccountConfig accountConfig,
            SessionRepository sessions,
            Verification verification,
            Throttle throttle,
            Transactions transactions,
            AuditLog audit,
            SessionMetrics metrics) {
        this.passkeys = passkeys;
        this.verifier = verifier;
        this.challenges = challenges;
        this.accounts = accounts;
        this.accountConfig = accountConfig;
        this.sessions = sessions;
        this.verification = verification;
        this.throttle = throttle;
        this.transactions = transactions;
        this.audit = audit;
        this.metrics = metrics;
    }

    /**
     * Signs in with a passkey. Fails with {@link ProblemType#UNAUTHENTICATED}, which never says what was
     * wrong; the audit log does.
     *
     * @param client client of this request
     * @param marked the client with the mark that it will send next time
     */
    Uni<Opened> signIn(PasskeyAssertion assertion, Client client, Client marked) {
        return transactions
                .run(Scope.system(), transaction -> attempt(transaction, assertion, client, marked))
                // Thrown inside the transaction, a failure would roll back the audit entry.
                .invoke(outcome -> metrics.count(outcome.counted()))
                .map(Outcome::opened)
                .onFailure(failure -> !(failure instanceof ProblemException))
                .invoke(() -> metrics.count(Login.ERROR));
    }

    private Outcome attempt(Transaction transaction, PasskeyAssertion given, Client client, Client marked) {
        Optional<Principal> who = Optional.empty();
        try {
            PasskeyVerifier.Assertion assertion = verifier.read(given);
            who = passkeys.accountOf(transaction, assertion.credentialId())
                    .flatMap(account -> accounts.findById(transaction, account))
                    .map(StoredAccount::principal);
            return open(transaction, who.orElseThrow(() -> new PasskeyRefused("unknown")), assertion, client, marked);
        } catch (PasskeyRefused e) {
            refuse(transaction, who, e, client);
            return Outcome.refused();
        }
    }

    private Outcome open(
            Transaction transaction, Principal who, PasskeyVerifier.Assertion assertion, Client client, Client marked) {
        UUID account = who.accountId();
        if (!MessageDigest.isEqual(assertion.userHandle(), PasskeyResource.handle(account))) {
            throw new PasskeyRefused("other-account");
        }
        transaction.enter(Scope.member(who.tenantId(), account));
        StoredAccount stored =
                accounts.lock(transaction, account, who.tenantId()).orElseThrow(() -> new PasskeyRefused("no-account"));
        StoredPasskey known = passkeys.lock(transaction, account, assertion.credentialId())
                .orElseThrow(() -> new PasskeyRefused("unknown"));
        StoredPasskey now = assertion.checked(known);
        transaction.enter(Scope.system());
        challenges.spend(transaction, assertion.challenge(), PasskeyChallenges.SIGN_IN);
        if (!stored.verified() && accountConfig.verificationRequired()) {
            verification.offer(transaction, account, who.email(), client);
            return Outcome.unverified();
        }
        transaction.enter(Scope.member(who.tenantId(), account));
        passkeys.used(transaction, now);
        Opened opened = sessions.open(transaction, stored.principal(), client);
        audit.record(
                transaction,
                who.tenantId(),
                account,
                AuditKind.SIGNED_IN,
                opened.session(),
                Map.of("by", "passkey", "passkey", known.id().toString()),
                client);
        transaction.enter(Scope.system());
        throttle.welcome(transaction, new EmailAddress(who.email()), marked);
        return new Outcome(opened, null, Login.SUCCESS);
    }

    /**
     * Records a refused sign-in. The account is recorded as the subject and not as the actor, because the caller did
     * not prove to be its owner.
     */
    private void refuse(Transaction transaction, Optional<Principal> who, PasskeyRefused refused, Client client) {
        UUID tenant = who.map(Principal::tenantId).orElse(AuditLog.NO_TENANT);
        transaction.enter(Scope.tenant(tenant));
        audit.record(
                transaction,
                tenant,
                null,
                AuditKind.SIGN_IN_REFUSED,
                who.map(Principal::accountId).orElse(null),
                Map.of("by", "passkey", "cause", refused.getMessage()),
                client);
    }

    /** A session, or the reason why there is none. */
    private record Outcome(
            @Nullable Opened session, @Nullable ProblemException failure, Login counted) {

        static Outcome refused() {
            return new Outcome(
                    null,
                    new ProblemException(
                            ProblemType.UNAUTHENTICATED,
                            "This passkey is unknown or was removed, or the response came too late."
                                    + " Try again, or sign in with your password."),
                    Login.WRONG_PASSKEY);
        }

        static Outcome unverified() {
            return new Outcome(
                    null,
                    new ProblemException(
                            ProblemType.FORBIDDEN,
                            "Your email address is not verified yet. Open the link that was sent to it."),
                    Login.UNVERIFIED);
        }

        Opened opened() {
            if (failure != null) {
                throw failure;
            }
            return session;
        }
    }
}
