package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Sign-in with an external OpenID provider (code flow with PKCE), for browsers. */
@Path("/api/v1/auth/external")
@Tag(name = "auth", description = "Accounts and sessions")
@Produces(MediaType.APPLICATION_JSON)
public interface ExternalApi {

    @GET
    @Operation(operationId = "getExternalProvider", summary = "Returns the external provider, if one is configured")
    @APIResponse(responseCode = "200", description = "The provider")
    Uni<ExternalProvider> provider();

    @GET
    @Path("/start")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "startExternal", summary = "Redirects the browser to the external provider")
    @APIResponse(
            responseCode = "303",
            description =
                    "Redirects to the provider. On failure, if Accept has text/html, redirects to the sign-in page.")
    @APIResponse(responseCode = "404", description = "No external provider is configured.")
    @APIResponse(responseCode = "502", description = "The provider did not respond correctly.")
    Uni<RestResponse<Void>> start();

    @GET
    @Path("/callback")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "finishExternal",
            summary = "Completes the sign-in when the browser returns from the provider")
    @APIResponse(
            responseCode = "303",
            description = "Redirects to the application, signed in, or to the page that asks for a code. On failure, if"
                    + " Accept has text/html, redirects to the sign-in page with the type of the problem.")
    @APIResponse(
            responseCode = "401",
            description = "The response of the provider is not valid, or the sign-in was started in another browser.")
    @APIResponse(responseCode = "403", description = "The provider has not verified the email address.")
    @APIResponse(responseCode = "404", description = "No external provider is configured.")
    @APIResponse(responseCode = "502", description = "The provider did not respond correctly.")
    Uni<RestResponse<Void>> callback(
            @QueryParam("code") @Size(max = 4000) String code,
            @QueryParam("state") @Size(max = 200) String state,
            @QueryParam("error") @Size(max = 200) String error);
}
