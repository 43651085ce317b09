package dev.auspex.auth.recovery;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.account.EmailAddress;
import dev.auspex.auth.client.Clients;
import dev.auspex.contracts.auth.ChangePassword;
import dev.auspex.contracts.auth.ForgotPassword;
import dev.auspex.contracts.auth.PasswordApi;
import dev.auspex.contracts.auth.ResetPassword;
import dev.auspex.contracts.http.Role;

/** Forgotten passwords, resets and changes. */
public class PasswordResource implements PasswordApi {

    private final Passwords passwords;
    private final Clients clients;

    PasswordResource(Passwords passwords, Clients clients) {
        this.passwords = passwords;
        this.clients = clients;
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> forgot(ForgotPassword request) {
        return passwords
                .forgot(new EmailAddress(request.email()), clients.current())
                .replaceWith(RestResponse.accepted());
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> reset(ResetPassword request) {
        return passwords.reset(request, clients.current()).replaceWith(RestResponse.noContent());
    }

    @Override
    @RolesAllowed(Role.MEMBER)
    public Uni<RestResponse<Void>> change(ChangePassword request) {
        return passwords.change(request, clients.current()).replaceWith(RestResponse.noContent());
    }
}
