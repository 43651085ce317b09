package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Passwords: request a reset, reset, and change. */
@Path("/api/v1/auth/password")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PasswordApi {

    @POST
    @Path("/forgot")
    @Operation(
            operationId = "forgotPassword",
            summary = "Sends an email with a link that resets the password",
            description = "The response and its timing are the same whether or not the email address has an account.")
    @APIResponse(responseCode = "202", description = "An email will be sent if the address has an account")
    @APIResponse(responseCode = "400", description = "The email address is not valid.")
    @APIResponse(
            responseCode = "429",
            description = "Too many emails are waiting to be sent. Retry-After says when to try again.")
    Uni<RestResponse<Void>> forgot(@Valid @NotNull ForgotPassword request);

    @POST
    @Path("/reset")
    @Operation(
            operationId = "resetPassword",
            summary = "Sets a new password with the link from an email",
            description = "Ends all sessions of the account. The link can be used once.")
    @APIResponse(responseCode = "204", description = "The password is set. Sign in with it.")
    @APIResponse(responseCode = "400", description = "The link is no longer valid, or the password is not valid.")
    Uni<RestResponse<Void>> reset(@Valid @NotNull ResetPassword request);

    @POST
    @Path("/change")
    @Operation(
            operationId = "changePassword",
            summary = "Changes the password",
            description = "Ends all other sessions of the account.")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "The password is changed")
    @APIResponse(responseCode = "400", description = "The new password is not valid, or the current password is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<RestResponse<Void>> change(@Valid @NotNull ChangePassword request);
}
