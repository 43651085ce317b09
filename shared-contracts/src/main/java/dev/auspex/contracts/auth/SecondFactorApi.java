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

/** The second factor of the signed-in account: one-time passwords from an app, and recovery codes. */
@Path("/api/v1/auth/second-factor")
@Tag(name = "auth", description = "Accounts and sessions")
@SecurityRequirement(name = "bearer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface SecondFactorApi {

    @GET
    @Operation(operationId = "getSecondFactor", summary = "Tells whether sign-ins ask for a code")
    @APIResponse(responseCode = "200", description = "The state")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<SecondFactorState> state();

    @POST
    @Path("/totp")
    @Operation(operationId = "startTotp", summary = "Begins with an authenticator app: makes its secret")
    @APIResponse(responseCode = "200", description = "The secret; it counts when a code of it was shown")
    @APIResponse(responseCode = "400", description = "The password is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "409", description = "A second factor is in use already")
    Uni<TotpSecret> start(@Valid @NotNull PasswordProof proof);

    @POST
    @Path("/totp/confirm")
    @Operation(operationId = "confirmTotp", summary = "Uses the app from now on; answers recovery codes, this once")
    @APIResponse(responseCode = "200", description = "In use")
    @APIResponse(responseCode = "400", description = "The code is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<RecoveryCodes> confirm(@Valid @NotNull FactorCode code);

    @POST
    @Path("/recovery-codes")
    @Operation(operationId = "renewRecoveryCodes", summary = "Makes new recovery codes in place of those before")
    @APIResponse(responseCode = "200", description = "The codes, this once")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<RecoveryCodes> renewCodes(@Valid @NotNull PasswordProof proof);

    @POST
    @Path("/disable")
    @Operation(operationId = "disableSecondFactor", summary = "Signs in without a second factor from now on")
    @APIResponse(responseCode = "204", description = "Disabled")
    @APIResponse(responseCode = "400", description = "The password or the code is wrong")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    Uni<RestResponse<Void>> disable(@Valid @NotNull PasswordProof proof);
}
