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
 * Accounts and sessions. If the header {@link Headers#SESSION_MODE} is {@code browser}, the refresh token is sent in a
 * cookie that scripts cannot read, and not in request and response bodies.
 */
@Path("/api/v1/auth")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface AuthApi {

    /** Describes {@link Headers#SESSION_MODE} in OpenAPI. */
    String SESSION_MODE = "`api`: the refresh token is in the body. `browser`: it is in a cookie (HttpOnly, Secure,"
            + " SameSite=Strict).";

    @POST
    @Path("/register")
    @Operation(
            operationId = "register",
            summary = "Registers an account with its own tenant and signs it in",
            description =
                    "If email addresses must be verified first, the response is always 202, whether or not the address"
                            + " already has an account. An email tells its owner which.")
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
    @APIResponse(responseCode = "202", description = "An email will be sent", content = @Content)
    @APIResponse(responseCode = "400", description = "The email address or the password is not valid.")
    @APIResponse(responseCode = "409", description = "The email address already has an account.")
    @APIResponse(responseCode = "429", description = "Too many requests. Retry-After says when to try again.")
    Uni<RestResponse<Tokens>> register(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/login")
    @Operation(
            operationId = "login",
            summary = "Signs in",
            description =
                    "If the account uses two-factor authentication, the response asks for a code and has no tokens.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "Signed in, or the password is correct and a code is required")
    @APIResponse(responseCode = "401", description = "The email address or the password is wrong.")
    @APIResponse(responseCode = "403", description = "The email address is not verified yet.")
    @APIResponse(responseCode = "429", description = "Too many attempts. Retry-After says when to try again.")
    Uni<SignInAnswer> login(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/login/second-factor")
    @Operation(operationId = "loginSecondFactor", summary = "Completes a sign-in with a two-factor authentication code")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "Signed in")
    @APIResponse(responseCode = "401", description = "The code or the challenge is wrong, expired or already used.")
    @APIResponse(responseCode = "429", description = "Too many attempts. Retry-After says when to try again.")
    Uni<Tokens> secondFactor(@Valid @NotNull SecondFactorProof proof);

    @POST
    @Path("/refresh")
    @Operation(
            operationId = "refresh",
            summary = "Exchanges a refresh token for new tokens",
            description = "In browser mode, the cookie holds the refresh token, and no body is needed.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "200", description = "New tokens. The old refresh token can no longer be used.")
    @APIResponse(responseCode = "401", description = "The refresh token is unknown, expired or already used.")
    Uni<Tokens> refresh(@RequestBody(required = false) @Valid RefreshRequest request);

    @POST
    @Path("/logout")
    @Operation(
            operationId = "logout",
            summary = "Ends the session of a refresh token",
            description = "Its access tokens stop working within seconds. An unknown refresh token is not an error. In"
                    + " browser mode, the cookie holds the refresh token, and no body is needed.")
    @Parameter(
            name = Headers.SESSION_MODE,
            in = ParameterIn.HEADER,
            description = SESSION_MODE,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"api", "browser"}))
    @APIResponse(responseCode = "204", description = "The session no longer exists")
    @APIResponse(responseCode = "401", description = "In browser mode: the cookie is missing.")
    Uni<RestResponse<Void>> logout(@RequestBody(required = false) @Valid RefreshRequest request);

    @POST
    @Path("/switch")
    @Operation(
            operationId = "switchTenant",
            summary = "Switches to another tenant of the account",
            description =
                    "Ends the current session and starts one in the other tenant, which expires when the current one"
                            + " would have.")
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
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "API keys cannot call this operation.")
    @APIResponse(responseCode = "404", description = "The account is not a member of this tenant.")
    Uni<Tokens> switchTenant(@Valid @NotNull SwitchTenant request);

    @GET
    @Path("/sessions")
    @Operation(
            operationId = "listSessions",
            summary = "Lists the sessions of the account in all its tenants",
            description = "Most recently used first, at most 100.")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "The sessions")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    Uni<List<SessionInfo>> sessions();

    @DELETE
    @Path("/sessions/{id}")
    @Operation(operationId = "revokeSession", summary = "Ends a session of the account")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "Ended")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "404", description = "No such session")
    Uni<RestResponse<Void>> revokeSession(@PathParam("id") UUID id);

    @DELETE
    @Path("/sessions")
    @Operation(
            operationId = "revokeSessions",
            summary = "Ends all sessions of the account, or all except the current one")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "204", description = "Ended")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    Uni<RestResponse<Void>> revokeSessions(
            @Parameter(description = "Whether to keep the session of this request")
                    @QueryParam("others")
                    @DefaultValue("false")
                    boolean others);

    @GET
    @Path("/me")
    @Operation(operationId = "me", summary = "Returns the account that is signed in")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "The account")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    Uni<Account> me();
}
