package dev.auspex.contracts.auth;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.contracts.http.Headers;

/**
 * Accounts and sessions. With the header {@link Headers#SESSION_MODE} set to {@code browser} the refresh token travels in a cookie
 * that scripts cannot read instead of in bodies.
 */
@Path("/api/v1/auth")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface AuthApi {

    /** Describes {@link Headers#SESSION_MODE} in OpenAPI. */
    String SESSION_MODE =
            "api: the refresh token is in the body. browser: it is in a cookie (HttpOnly, Secure, SameSite=Strict)";

    @POST
    @Path("/register")
    @Operation(
            operationId = "register",
            summary = "Registers an account with a tenant of its own and signs it in",
            description =
                    "Where addresses have to be verified first it answers 202 whether the address has an account or"
                            + " not, and its owner learns by mail which.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(
            responseCode = "201",
            description = "Registered and signed in",
            content = @Content(schema = @Schema(implementation = Tokens.class)))
    @APIResponse(responseCode = "202", description = "A mail goes out", content = @Content)
    @APIResponse(responseCode = "400", description = "The e-mail address or password breaks a rule")
    @APIResponse(responseCode = "409", description = "The e-mail address has an account already")
    @APIResponse(responseCode = "429", description = "Too much at once; Retry-After says for how long")
    Uni<RestResponse<Tokens>> register(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/login")
    @Operation(
            operationId = "login",
            summary = "Signs in",
            description =
                    "Where the account has a second factor, the answer asks for a code instead of holding tokens.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "Signed in, or the password was right and a code is asked for")
    @APIResponse(responseCode = "401", description = "Wrong e-mail address or password")
    @APIResponse(responseCode = "403", description = "The address has to be verified first")
    @APIResponse(responseCode = "429", description = "Too many attempts; Retry-After says for how long")
    Uni<SignInAnswer> login(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/login/second-factor")
    @Operation(operationId = "loginSecondFactor", summary = "Signs in with the code that the first answer asked for")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "Signed in")
    @APIResponse(responseCode = "401", description = "The code or the challenge is wrong, too old or used")
    @APIResponse(responseCode = "429", description = "Too many attempts; Retry-After says for how long")
    Uni<Tokens> secondFactor(@Valid @NotNull SecondFactorProof proof);

    @POST
    @Path("/refresh")
    @Operation(
            operationId = "refresh",
            summary = "Exchanges a refresh token for new tokens",
            description = "In browser mode the cookie carries the refresh token, and no body is needed.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "New tokens; the old refresh token is used up")
    @APIResponse(responseCode = "401", description = "The refresh token is unknown, expired or used")
    Uni<Tokens> refresh(@RequestBody(required = false) @Valid RefreshRequest request);

    @POST
    @Path("/logout")
    @Operation(
            operationId = "logout",
            summary = "Ends the session of a refresh token",
            description =
                    "Its access tokens are refused within seconds. An unknown token is no error. In browser mode the"
                            + " cookie carries the refresh token, and no body is needed.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "204", description = "There is no such session any more")
    @APIResponse(responseCode = "401", description = "In browser mode: there is no cookie")
    Uni<RestResponse<Void>> logout(@RequestBody(required = false) @Valid RefreshRequest request);

    @POST
    @Path("/switch")
    @Operation(
            operationId = "switchTenant",
            summary = "Goes on in another of the account's tenants",
            description = "The session of the token ends, and another one goes on for the rest of its life.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "Tokens for the tenant")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "Not by an API key")
    @APIResponse(responseCode = "404", description = "The account has no such tenant")
    Uni<Tokens> switchTenant(@Valid @NotNull SwitchTenant request);

    @GET
    @Path("/sessions")
    @Operation(
            operationId = "listSessions",
            summary = "Lists the account's sessions in all its tenants",
            description = "The last used comes first; at most 100.")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "The sessions")
    @APIResponse(responseCode = "401", description = "No valid token")
    Uni<List<SessionInfo>> sessions();

    @DELETE
    @Path("/sessions/{id}")
    @Operation(operationId = "revokeSession", summary = "Ends one of the account's sessions")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "Ended")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "404", description = "No such session")
    Uni<RestResponse<Void>> revokeSession(@PathParam("id") UUID id);

    @DELETE
    @Path("/sessions")
    @Operation(operationId = "revokeSessions", summary = "Ends the account's sessions, all or all others")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "Ended")
    @APIResponse(responseCode = "401", description = "No valid token")
    Uni<RestResponse<Void>> revokeSessions(
            @Parameter(description = "Whether this request's own session goes on")
                    @QueryParam("others")
                    @DefaultValue("false")
                    boolean others);

    @GET
    @Path("/me")
    @Operation(operationId = "me", summary = "Tells who is signed in")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "The account")
    @APIResponse(responseCode = "401", description = "No valid token")
    Uni<Account> me();
}
