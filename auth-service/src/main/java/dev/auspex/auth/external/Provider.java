package dev.auspex.auth.external;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/** Communicates with the provider (OpenID Connect Core 1.0, section 3.1, with PKCE, RFC 7636). The methods block. */
@ApplicationScoped
class Provider {

    private static final Logger LOG = Logger.getLogger(Provider.class);
    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int OK = 200;
    static final String CALLBACK = "/api/v1/auth/external/callback";

    private final ExternalConfig config;
    private final ObjectMapper json;
    private final HttpClient http;

    Provider(ExternalConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.patience())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Who signed in there.
     *
     * @param verified whether the provider has verified the address
     */
    record Identity(String issuer, String subject, String email, boolean verified) {}

    boolean isConfigured() {
        return config.issuer().isPresent()
                && config.clientId().isPresent()
                && config.clientSecret().isPresent();
    }

    /** Returns the address that the browser is sent to. */
    URI authorization(Attempt attempt) {
        URI endpoint = endpoint(discover(), "authorization_endpoint");
        // The endpoint may already have a query, which must be kept (RFC 6749, section 3.1).
        return URI.create(endpoint
                + (endpoint.getRawQuery() == null ? "?" : "&")
                + form(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        config.clientId().orElseThrow(),
                        "redirect_uri",
                        config.baseUrl() + CALLBACK,
                        "scope",
                        "openid email",
                        "state",
                        attempt.state(),
                        "nonce",
                        attempt.nonce(),
                        "code_challenge",
                        attempt.challenge(),
                        "code_challenge_method",
                        "S256")));
    }

    /** Exchanges the code for the identity. */
    Identity identity(String code, Attempt attempt) {
        JsonNode discovered = discover();
        String credentials = URLEncoder.encode(config.clientId().orElseThrow(), StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(config.clientSecret().orElseThrow(), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(endpoint(discovered, "token_endpoint"))
                .timeout(config.patience())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(form(Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        config.baseUrl() + CALLBACK,
                        "code_verifier",
                        attempt.verifier()))))
                .build();
        String idToken = read(request).path("id_token").asText();
        return check(idToken, attempt, discovered);
    }

    private Identity check(String idToken, Attempt attempt, JsonNode discovered) {
        String keys = text(HttpRequest.newBuilder(endpoint(discovered, "jwks_uri"))
                .timeout(config.patience())
                .build());
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(
                            new JwksVerificationKeyResolver(new JsonWebKeySet(keys).getJsonWebKeys()))
                    .setJwsAlgorithmConstraints(
                            new AlgorithmConstraints(ConstraintType.PERMIT, "RS256", "PS256", "ES256", "EdDSA"))
                    .setExpectedIssuer(config.issuer().orElseThrow())
                    .setExpectedAudience(config.clientId().orElseThrow())
                    .setRequireExpirationTime()
                    .setRequireIssuedAt()
                    .setRequireSubject()
                    .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                    .build()
                    .processToClaims(idToken);
            if (!attempt.nonce().equals(claims.getStringClaimValue("nonce"))) {
                throw refused("the nonce does not match");
            }
            List<String> audience = claims.getAudience();
            if (audience.size() > 1 && !config.clientId().orElseThrow().equals(claims.getStringClaimValue("azp"))) {
                throw refused("the authorized party does not match");
            }
            String email = claims.getStringClaimValue("email");
            return new Identity(
                    claims.getIssuer(),
                    claims.getSubject(),
                    email == null ? "" : email,
                    Boolean.TRUE.equals(claims.getClaimValue("email_verified")));
        } catch (InvalidJwtException | MalformedClaimException | JoseException e) {
            throw refused(e.getClass().getSimpleName());
        }
    }

    private JsonNode discover() {
        String issuer = config.issuer().orElseThrow();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode discovered = read(HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration"))
                .timeout(config.patience())
                .build());
        if (!issuer.equals(discovered.path("issuer").asText())) {
            throw unavailable("the discovery document names another issuer");
        }
        return discovered;
    }

    private static URI endpoint(JsonNode discovered, String name) {
        String address = discovered.path(name).asText();
        try {
            URI endpoint = new URI(address);
            if (("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
                    && endpoint.getHost() != null
                    && endpoint.getRawFragment() == null) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            LOG.debugf("provider address not valid name=%s cause=%s", name, e);
        }
        throw unavailable(name + " is not a valid address");
    }

    private JsonNode read(HttpRequest request) {
        try {
            return json.readTree(text(request));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw unavailable("the response is not JSON");
        }
    }

    private String text(HttpRequest request) {
        // The request's own timeout ends with the head of the answer; this one also covers the body.
        CompletableFuture<HttpResponse<String>> coming = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
        try {
            HttpResponse<String> response = coming.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw unavailable("the provider responded with status " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw unavailable(e.getCause().toString());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw unavailable("the provider did not respond within " + config.patience());
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("the request was interrupted");
        }
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static ProblemException unavailable(String why) {
        LOG.warnf("external provider request failed cause=%s", why);
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "The sign-in provider did not send a valid response. Try again.");
    }

    static ProblemException refused(String why) {
        LOG.infof("external sign-in refused cause=%s", why);
        return new ProblemException(
                ProblemType.UNAUTHENTICATED, "The sign-in with the provider is not valid. Try again.");
    }
}
