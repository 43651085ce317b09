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

/** Passwords: forgotten, reset, changed. */
@Path("/api/v1/auth/password")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PasswordApi {

    @POST
    @Path("/forgot")
    @Operation(
            operationId = "forgotPassword",
            summary = "Sends a link that resets the password",
            description = "Answers the same, after the same time, whether the address has an account or not.")
    @APIResponse(responseCode = "202", description = "A mail goes out where the address has an account")
    @APIResponse(responseCode = "400", description = "That is no e-mail address")
    @APIResponse(responseCode = "429", description = "Too much mail waits; Retry-After says for how long")
    Uni<RestResponse<Void>> forgot(@Valid @NotNull ForgotPassword request);

    @POST
    @Path("/reset")
    @Operation(
            operationId = "resetPassword",
            summary = "Sets a new password by the link in a mail",
            description = "Ends all sessions of the account. The link is good for one use.")
    @APIResponse(responseCode = "204", description = "Set; sign in with it")
    @APIResponse(responseCode = "400", description = "The link is not good any more, or the password breaks a rule")
    Uni<RestResponse<Void>> reset(@Valid @NotNull ResetPassword request);

    @POST
    @Path("/change")
    @Operation(
            operationId = "changePassword",
            summary = "Sets a new password by the old one",
            description = "Ends all other sessions of the account.")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "Set")
    @APIResponse(responseCode = "400", description = "The new password breaks a rule, or the old one is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<RestResponse<Void>> change(@Valid @NotNull ChangePassword request);
}
