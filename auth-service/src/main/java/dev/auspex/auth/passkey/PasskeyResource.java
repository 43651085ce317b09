package dev.auspex.auth.passkey;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.session.Reauthentication;
import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.NewPasskey;
import dev.auspex.contracts.auth.Passkey;
import dev.auspex.contracts.auth.PasskeyApi;
import dev.auspex.contracts.auth.PasskeyCreationOptions;
import dev.auspex.contracts.auth.PasskeyCreationOptions.Credential;
import dev.auspex.contracts.auth.PasskeyCreationOptions.KeyKind;
import dev.auspex.contracts.auth.PasskeyCreationOptions.Selection;
import dev.auspex.contracts.auth.PasskeyCreationOptions.User;
import dev.auspex.contracts.auth.PasskeyName;
import dev.auspex.contracts.auth.PasswordProof;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Passkeys of the signed-in account. */
@RolesAllowed(Role.MEMBER)
public class PasskeyResource implements PasskeyApi {

    private static final String TYPE = "public-key";
    private static final String REQUIRED = "required";

    private static final Map<String, String> CAUSES = Map.of(
            "user-not-verified",
                    "The device did not verify your identity. Use one that asks for a fingerprint, your face or a PIN.",
            "bad-origin", "The passkey was created for another website. Create it on this one.",
            "bad-rp-id", "The passkey was created for another host. Create it on this one.",
            "challenge-unknown", "The passkey was not created with the options of this session. Start again.",
            "challenge-too-old", "The options have expired. Start again.",
            "challenge-used", "The options were already used. Start again.",
            "other-credential", "`id` is not the credential that the authenticator created.");

    private final Passkeys passkeys;
    private final PasskeyVerifier verifier;
    private final PasskeyChallenges challenges;
    private final RelyingParty relyingParty;
    private final PasskeyConfig config;
    private final PasskeyAddedMail mail;
    private final Reauthentication reauthentication;
    private final CurrentMember member;
    private final AuditLog audit;
    private final Clients clients;
    private final UuidV7 ids;

    PasskeyResource(
            Passkeys passkeys,
            PasskeyVerifier verifier,
            PasskeyChallenges challenges,
            RelyingParty relyingParty,
            PasskeyConfig config,
            PasskeyAddedMail mail,
            Reauthentication reauthentication,
            CurrentMember member,
            AuditLog audit,
            Clients clients,
            UuidV7 ids) {
        this.passkeys = passkeys;
        this.verifier = verifier;
        this.challenges = challenges;
        this.relyingParty = relyingParty;
        this.config = config;
        this.mail = mail;
        this.reauthentication = reauthentication;
        this.member = member;
        this.audit = audit;
        this.clients = clients;
        this.ids = ids;
    }

    @Override
    public Uni<List<Passkey>> list() {
        return member.run((transaction, me) -> passkeys.list(transaction, me.account()));
    }

    @Override
    public Uni<PasskeyCreationOptions> start(PasswordProof proof) {
        String host = relyingParty.id();
        return reauthentication.withCode(proof, clients.current(), (transaction, me) -> {
            List<StoredPasskey> known = passkeys.stored(transaction, me.account());
            requireRoom(known.size());
            return options(host, me, known);
        });
    }

    private void requireRoom(int known) {
        if (known >= config.most()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "You have " + known + " passkeys, which is the maximum. Remove one first.");
        }
    }

    private PasskeyCreationOptions options(String host, Member me, List<StoredPasskey> known) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        byte[] challenge = challenges.create(PasskeyChallenges.adding(me.account(), me.session()));
        String email = me.principal().email();
        return new PasskeyCreationOptions(
                new PasskeyCreationOptions.RelyingParty(host, relyingParty.name()),
                new User(base64.encodeToString(handle(me.account())), email, email),
                base64.encodeToString(challenge),
                PasskeyVerifier.ALGORITHMS.stream()
                        .map(algorithm -> new KeyKind(TYPE, algorithm.getValue()))
                        .toList(),
                config.challengeLife().toMillis(),
                known.stream()
                        .map(each ->
                                new Credential(TYPE, base64.encodeToString(each.credentialId()), each.transports()))
                        .toList(),
                new Selection(REQUIRED, true, REQUIRED),
                "none");
    }

    /** Returns the account's id as 16 bytes, which say nothing about its owner. */
    static byte[] handle(UUID account) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(account.getMostSignificantBits())
                .putLong(account.getLeastSignificantBits())
                .array();
    }

    @Override
    public Uni<Passkey> add(NewPasskey passkey) {
        relyingParty.id();
        Client client = clients.current();
        return member.run((transaction, me) -> {
            try {
                return add(transaction, me, passkey, client);
            } catch (PasskeyRefused e) {
                throw refused(e);
            }
        });
    }

    private Passkey add(Transaction transaction, Member me, NewPasskey wanted, Client client) {
        PasskeyVerifier.Registration read = verifier.read(wanted.credential());
        // Serializes concurrent additions, so that each one is counted. The account is locked before the
        // challenge, as in a sign-in.
        transaction.first("SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE", row -> row, me.account());
        transaction.enter(Scope.system());
        challenges.spend(transaction, read.challenge(), PasskeyChallenges.adding(me.account(), me.session()));
        transaction.enter(Scope.member(me.tenant(), me.account()));
        requireRoom(passkeys.stored(transaction, me.account()).size());
        String name = wanted.name().strip();
        Passkey added = passkeys.insert(transaction, read.checked(ids.next(), me.account()), name)
                .orElseThrow(() ->
                        new ProblemException(ProblemType.CONFLICT, "This passkey was already added. Use another one."));
        record(transaction, me, AuditKind.PASSKEY_ADDED, added.id(), name, client);
        mail.ask(transaction, me.principal().email(), name, client);
        return added;
    }

    private static ProblemException refused(PasskeyRefused refused) {
        String message = CAUSES.getOrDefault(
                refused.getMessage(), "The authenticator's response is not valid: " + refused.getMessage() + ".");
        return new ProblemException(
                ProblemType.INVALID_INPUT,
                message,
                List.of(new Violation("/credential", refused.getMessage(), message)));
    }

    @Override
    public Uni<Passkey> rename(UUID id, PasskeyName name) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            String stripped = name.name().strip();
            Passkey renamed =
                    passkeys.rename(transaction, me.account(), id, stripped).orElseThrow(PasskeyResource::unknown);
            record(transaction, me, AuditKind.PASSKEY_RENAMED, id, stripped, client);
            return renamed;
        });
    }

    @Override
    public Uni<RestResponse<Void>> remove(UUID id) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            String name = passkeys.remove(transaction, me.account(), id).orElseThrow(PasskeyResource::unknown);
            record(transaction, me, AuditKind.PASSKEY_REMOVED, id, name, client);
            return RestResponse.noContent();
        });
    }

    private static ProblemException unknown() {
        return new ProblemException(
                ProblemType.NOT_FOUND, "You have no passkey with this id, or it was already removed.");
    }

    private void record(Transaction transaction, Member me, AuditKind kind, UUID passkey, String name, Client client) {
        audit.record(transaction, me.tenant(), me.account(), kind, passkey, Map.of("name", name), client);
    }
}
