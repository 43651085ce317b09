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
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import dev.auspex.contracts.http.Headers;

/** Sign-in with a passkey, without an email address or a password. */
@Path("/api/v1/auth/login/passkey")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface PasskeySignInApi {

    @POST
    @Path("/options")
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "startPasskeySignIn", summary = "Starts a sign-in with a passkey")
    @APIResponse(responseCode = "200", description = "Options for navigator.credentials.get")
    @APIResponse(responseCode = "404", description = "Passkeys are not available at the address of this installation.")
    Uni<PasskeyRequestOptions> start();

    @POST
    @Operation(
            operationId = "loginPasskey",
            summary = "Signs in with a passkey",
            description = "No two-factor authentication code is required, because the passkey verifies its owner.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = AuthApi.SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "Signed in")
    @APIResponse(responseCode = "400", description = "The body is not a valid response of a browser.")
    @APIResponse(
            responseCode = "401",
            description = "The passkey is unknown or was removed, or its response is not valid.")
    @APIResponse(responseCode = "403", description = "The email address is not verified yet.")
    @APIResponse(responseCode = "404", description = "Passkeys are not available at the address of this installation.")
    Uni<Tokens> login(@Valid @NotNull PasskeyAssertion assertion);
}
