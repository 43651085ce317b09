package dev.auspex.auth.signingkey;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Serves the public keys with which anybody can verify an access token. */
@Path("/.well-known/jwks.json")
@Tag(name = "auth", description = "Accounts and sessions")
@Produces(MediaType.APPLICATION_JSON)
public class KeySetResource {

    private final SigningKeys keys;
    private final SigningKeyConfig config;

    KeySetResource(SigningKeys keys, SigningKeyConfig config) {
        this.keys = keys;
        this.config = config;
    }

    @GET
    @PermitAll
    @Operation(operationId = "getKeySet", summary = "Public keys of access tokens (JSON Web Key Set)")
    @APIResponse(responseCode = "200", description = "The key set")
    public RestResponse<KeySet> keySet() {
        return ResponseBuilder.ok(keys.published())
                .header(
                        HttpHeaders.CACHE_CONTROL,
                        "public, max-age=" + config.keySetMaxAge().toSeconds())
                .build();
    }
}
