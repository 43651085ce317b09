package dev.auspex.auth.secondfactor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.CurrentMember.Member;
import dev.auspex.auth.session.Reauthentication;
import dev.auspex.auth.totp.SecondFactors;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.FactorCode;
import dev.auspex.contracts.auth.PasswordProof;
import dev.auspex.contracts.auth.RecoveryCodes;
import dev.auspex.contracts.auth.SecondFactorApi;
import dev.auspex.contracts.auth.SecondFactorState;
import dev.auspex.contracts.auth.TotpSecret;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** The second factor of the signed-in account. */
@RolesAllowed(Role.MEMBER)
public class SecondFactorResource implements SecondFactorApi {

    private static final String ISSUER = "Auspex";

    private final SecondFactors factors;
    private final Reauthentication reauthentication;
    private final CurrentMember member;
    private final AuditLog audit;
    private final Clients clients;

    SecondFactorResource(
            SecondFactors factors,
            Reauthentication reauthentication,
            CurrentMember member,
            AuditLog audit,
            Clients clients) {
        this.factors = factors;
        this.reauthentication = reauthentication;
        this.member = member;
        this.audit = audit;
        this.clients = clients;
    }

    @Override
    public Uni<SecondFactorState> state() {
        return member.run((transaction, me) -> new SecondFactorState(
                factors.enabled(transaction, me.account()), factors.codesLeft(transaction, me.account())));
    }

    @Override
    public Uni<TotpSecret> start(PasswordProof proof) {
        Client client = clients.current();
        return reauthentication
                .require(proof.password(), client)
                .flatMap(proved -> member.run((transaction, me) -> factors.start(transaction, me.account())
                        .map(secret -> new TotpSecret(secret, uri(me, secret)))
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.CONFLICT, "Two-factor authentication is already on. Turn it off first."))));
    }

    private static String uri(Member me, String secret) {
        String label = URLEncoder.encode(ISSUER + ":" + me.principal().email(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=" + ISSUER;
    }

    @Override
    public Uni<RecoveryCodes> confirm(FactorCode code) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            if (!factors.confirm(transaction, me.account(), code.code().replaceAll("\\s", ""))) {
                throw wrong("/code");
            }
            record(transaction, me, AuditKind.SECOND_FACTOR_ENABLED, client);
            return new RecoveryCodes(factors.newCodes(transaction, me.account()));
        });
    }

    @Override
    public Uni<RecoveryCodes> renewCodes(PasswordProof proof) {
        Client client = clients.current();
        return proved(proof, client, (transaction, me) -> {
            record(transaction, me, AuditKind.RECOVERY_CODES_REPLACED, client);
            return new RecoveryCodes(factors.newCodes(transaction, me.account()));
        });
    }

    @Override
    public Uni<RestResponse<Void>> disable(PasswordProof proof) {
        Client client = clients.current();
        return proved(proof, client, (transaction, me) -> {
            factors.disable(transaction, me.account());
            record(transaction, me, AuditKind.SECOND_FACTOR_DISABLED, client);
            return RestResponse.noContent();
        });
    }

    private <T> Uni<T> proved(PasswordProof proof, Client client, BiFunction<Transaction, Member, T> work) {
        return reauthentication.withCode(proof, client, (transaction, me) -> {
            if (!factors.enabled(transaction, me.account())) {
                throw wrong("/code");
            }
            return work.apply(transaction, me);
        });
    }

    private void record(Transaction transaction, Member me, AuditKind kind, Client client) {
        audit.record(transaction, me.tenant(), me.account(), kind, me.account(), Map.of(), client);
    }

    private static ProblemException wrong(String pointer) {
        String message = "The code is wrong, has expired or was already used. Enter another one.";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation(pointer, "wrong", message)));
    }
}
