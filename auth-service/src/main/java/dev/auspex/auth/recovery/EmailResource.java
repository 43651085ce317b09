package dev.auspex.auth.recovery;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.session.Verification;
import dev.auspex.contracts.auth.EmailApi;
import dev.auspex.contracts.auth.VerifyEmail;
import dev.auspex.contracts.http.Role;

/** Verification of email addresses. */
public class EmailResource implements EmailApi {

    private final VerificationByPassword verificationByPassword;
    private final Verification verification;
    private final CurrentMember member;
    private final Clients clients;

    EmailResource(
            VerificationByPassword verificationByPassword,
            Verification verification,
            CurrentMember member,
            Clients clients) {
        this.verificationByPassword = verificationByPassword;
        this.verification = verification;
        this.member = member;
        this.clients = clients;
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> verify(VerifyEmail request) {
        return verificationByPassword.verify(request, clients.current()).replaceWith(RestResponse.noContent());
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<RestResponse<Void>> resend() {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            verification.ask(transaction, me.account(), me.principal().email(), client);
            return RestResponse.accepted();
        });
    }
}
