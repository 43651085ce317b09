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
import org.jboss.resteasy.reactive.ResponseStatus;

/** Accounts and sessions. */
@Path("/api/v1/auth")
@Tag(name = "auth", description = "Accounts and sessions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface AuthApi {

    @POST
    @Path("/register")
    @ResponseStatus(201)
    @Operation(operationId = "register", summary = "Registers an account with a tenant of its own and signs it in")
    @APIResponse(responseCode = "201", description = "Registered and signed in")
    @APIResponse(responseCode = "400", description = "The e-mail address or password breaks a rule")
    @APIResponse(responseCode = "409", description = "The e-mail address has an account already")
    Uni<Tokens> register(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/login")
    @Operation(operationId = "login", summary = "Signs in")
    @APIResponse(responseCode = "200", description = "Signed in")
    @APIResponse(responseCode = "401", description = "Wrong e-mail address or password")
    Uni<Tokens> login(@Valid @NotNull Credentials credentials);

    @POST
    @Path("/refresh")
    @Operation(operationId = "refresh", summary = "Exchanges a refresh token for new tokens")
    @APIResponse(responseCode = "200", description = "New tokens; the old refresh token is used up")
    @APIResponse(responseCode = "401", description = "The refresh token is unknown, expired or used")
    Uni<Tokens> refresh(@Valid @NotNull RefreshRequest request);

    @GET
    @Path("/me")
    @Operation(operationId = "me", summary = "Tells who is signed in")
    @SecurityRequirement(name = "bearer")
    @APIResponse(responseCode = "200", description = "The account")
    @APIResponse(responseCode = "401", description = "No valid token")
    Uni<Account> me();
}
