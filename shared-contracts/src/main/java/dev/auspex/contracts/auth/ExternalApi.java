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

/** Sign-in by an external OpenID provider (code flow with PKCE), for browsers. */
@Path("/api/v1/auth/external")
@Tag(name = "auth", description = "Accounts and sessions")
@Produces(MediaType.APPLICATION_JSON)
public interface ExternalApi {

    @GET
    @Operation(operationId = "getExternalProvider", summary = "Tells whether there is an external provider")
    @APIResponse(responseCode = "200", description = "The provider")
    Uni<ExternalProvider> provider();

    @GET
    @Path("/start")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "startExternal", summary = "Sends the browser to the provider")
    @APIResponse(
            responseCode = "303",
            description = "To the provider; where Accept has text/html and it fails, to the sign-in page")
    @APIResponse(responseCode = "404", description = "There is no provider")
    @APIResponse(responseCode = "502", description = "The provider does not answer as it should")
    Uni<RestResponse<Void>> start();

    @GET
    @Path("/callback")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "finishExternal", summary = "Takes the browser back from the provider")
    @APIResponse(
            responseCode = "303",
            description =
                    "Signed in, or to the page that asks for a code; where Accept has text/html and it fails, to the"
                            + " sign-in page with the problem's type")
    @APIResponse(responseCode = "401", description = "The answer is not valid, or did not begin in this browser")
    @APIResponse(responseCode = "403", description = "The address is not known to be theirs")
    @APIResponse(responseCode = "404", description = "There is no provider")
    @APIResponse(responseCode = "502", description = "The provider does not answer as it should")
    Uni<RestResponse<Void>> callback(
            @QueryParam("code") @Size(max = 4000) String code,
            @QueryParam("state") @Size(max = 200) String state,
            @QueryParam("error") @Size(max = 200) String error);
}
