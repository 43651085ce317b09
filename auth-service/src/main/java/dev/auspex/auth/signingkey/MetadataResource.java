package dev.auspex.auth.signingkey;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * Serves the addresses of the issuer and its keys in the form that JWT libraries look for (OpenID Connect Discovery
 * 1.0, section 3). It is a subset: the suite is not an OpenID provider for others and has no authorization endpoint.
 */
@Path("/.well-known/openid-configuration")
@Tag(name = "auth", description = "Accounts and sessions")
@Produces(MediaType.APPLICATION_JSON)
public class MetadataResource {

    private final Metadata metadata;
    private final SigningKeyConfig config;

    MetadataResource(@ConfigProperty(name = "auspex.session.issuer") String issuer, SigningKeyConfig config) {
        this.config = config;
        this.metadata = new Metadata(
                issuer,
                issuer + "/.well-known/jwks.json",
                List.of("public"),
                List.of("ES256"),
                List.of(
                        "iss", "aud", "sub", "exp", "iat", "jti", "email", "groups", "tenant", "sid", "api_key",
                        "scope"));
    }

    /**
     * The members that JWT libraries need.
     *
     * @param issuer         issuer in tokens
     * @param jwksUri        address of its public keys
     * @param subjectTypes   types of subjects; {@code public} means that a subject is the same for every client
     * @param algorithms     signature algorithms of tokens
     * @param claims         claims that tokens may contain
     */
    public record Metadata(
            String issuer,
            @JsonProperty("jwks_uri") String jwksUri,
            @JsonProperty("subject_types_supported") List<String> subjectTypes,

            @JsonProperty("id_token_signing_alg_values_supported")
            List<String> algorithms,

            @JsonProperty("claims_supported") List<String> claims) {}

    @GET
    @PermitAll
    @Operation(
            operationId = "getIssuerMetadata",
            summary = "Issuer and the address of its keys (a subset of OpenID Discovery)")
    @APIResponse(responseCode = "200", description = "The metadata")
    public RestResponse<Metadata> metadata() {
        return ResponseBuilder.ok(metadata)
                .header(
                        HttpHeaders.CACHE_CONTROL,
                        "public, max-age=" + config.keySetMaxAge().toSeconds())
                .build();
    }
}
