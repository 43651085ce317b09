package dev.auspex.auth.external;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

/**
 * Talks to the provider (OpenID Connect Core 1.0, section 3.1, with PKCE, RFC 7636). For threads that may block.
 */
@ApplicationScoped
class Provider {

    private static final Logger LOG = Logger.getLogger(Provider.class);
    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final int LONGEST_ANSWER = 1_000_000;
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
     * @param verified whether the provider answers for the address
     */
    record Identity(String issuer, String subject, String email, boolean verified) {}

    boolean isConfigured() {
        return config.issuer().isPresent()
                && config.clientId().isPresent()
                && config.clientSecret().isPresent();
    }

    /** Where the browser is sent. */
    URI authorization(Attempt attempt) {
        JsonNode discovered = discover();
        return URI.create(discovered.path("authorization_endpoint").asText()
                + "?"
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
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(discovered.path("token_endpoint").asText()))
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
        String keys = text(
                HttpRequest.newBuilder(URI.create(discovered.path("jwks_uri").asText()))
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
                throw refused("the nonce is another one");
            }
            List<String> audience = claims.getAudience();
            if (audience.size() > 1 && !config.clientId().orElseThrow().equals(claims.getStringClaimValue("azp"))) {
                throw refused("the authorised party is another one");
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
            throw unavailable("its discovery document names another issuer");
        }
        return discovered;
    }

    private JsonNode read(HttpRequest request) {
        try {
            return json.readTree(text(request));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw unavailable("its answer is not JSON");
        }
    }

    private String text(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK || response.body().length() > LONGEST_ANSWER) {
                throw unavailable("it answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw unavailable(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        }
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static ProblemException unavailable(String why) {
        LOG.warnf("external provider failed cause=%s", why);
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "The sign-in provider did not answer as it should. Try again.");
    }

    static ProblemException refused(String why) {
        LOG.infof("external sign-in refused cause=%s", why);
        return new ProblemException(
                ProblemType.UNAUTHENTICATED, "The sign-in at the provider is not valid. Try again.");
    }
}
