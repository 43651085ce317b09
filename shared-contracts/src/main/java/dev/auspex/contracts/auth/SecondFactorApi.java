package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Two-factor authentication of the account that is signed in: codes from an authenticator app, and recovery codes. */
@Path("/api/v1/auth/second-factor")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface SecondFactorApi {

    @GET
    @Operation(operationId = "getSecondFactor", summary = "Returns whether two-factor authentication is on")
    @APIResponse(responseCode = "200", description = "The state")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<SecondFactorState> state();

    @POST
    @Path("/totp")
    @Operation(operationId = "startTotp", summary = "Starts setting up an authenticator app: creates its secret")
    @APIResponse(
            responseCode = "200",
            description = "The secret. It takes effect after a code from the app is confirmed.")
    @APIResponse(responseCode = "400", description = "The password is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "409", description = "Two-factor authentication is already on.")
    Uni<TotpSecret> start(@Valid @NotNull PasswordProof proof);

    @POST
    @Path("/totp/confirm")
    @Operation(
            operationId = "confirmTotp",
            summary = "Turns on two-factor authentication and returns recovery codes, which are shown only once")
    @APIResponse(responseCode = "200", description = "Two-factor authentication is on")
    @APIResponse(responseCode = "400", description = "The code is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<RecoveryCodes> confirm(@Valid @NotNull FactorCode code);

    @POST
    @Path("/recovery-codes")
    @Operation(operationId = "renewRecoveryCodes", summary = "Creates new recovery codes, which replace the old ones")
    @APIResponse(responseCode = "200", description = "The codes, which are shown only once")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<RecoveryCodes> renewCodes(@Valid @NotNull PasswordProof proof);

    @POST
    @Path("/disable")
    @Operation(operationId = "disableSecondFactor", summary = "Turns off two-factor authentication")
    @APIResponse(responseCode = "204", description = "Two-factor authentication is off")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    Uni<RestResponse<Void>> disable(@Valid @NotNull PasswordProof proof);
}
