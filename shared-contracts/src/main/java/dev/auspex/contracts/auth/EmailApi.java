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

/** Verification of email addresses. */
@Path("/api/v1/auth/email")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface EmailApi {

    @POST
    @Path("/verify")
    @Operation(
            operationId = "verifyEmail",
            summary = "Verifies an email address with the link from an email and the password")
    @APIResponse(responseCode = "204", description = "Verified")
    @APIResponse(responseCode = "400", description = "The link is no longer valid, or the password is wrong.")
    @APIResponse(responseCode = "429", description = "Too many attempts. Retry-After says when to try again.")
    Uni<RestResponse<Void>> verify(@Valid @NotNull VerifyEmail request);

    @POST
    @Path("/resend")
    @Operation(operationId = "resendVerification", summary = "Sends the verification email again")
    @SecurityRequirement(name = "bearer")
    @APIResponse(
            responseCode = "202",
            description = "An email will be sent, unless one was sent within the last minute")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(
            responseCode = "429",
            description = "Too many emails are waiting to be sent. Retry-After says when to try again.")
    Uni<RestResponse<Void>> resend();
}
