package dev.auspex.auth.external;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;

/**
 * A small OpenID provider: discovery, authorization with PKCE, tokens, keys. Whoever comes is signed in at once, as the one whom
 * the test put into the address ({@code login_hint} is how tests say so).
 */
public final class ProviderStub implements QuarkusTestResourceLifecycleManager {

    static final String ISSUER = "auspex.test.oidc-issuer";
    private static final String CLIENT = "auspex client";
    private static final String SECRET = "a secret: of sorts";

    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private static final String DISCOVERY = "auspex.test.oidc-discovery";

    private HttpServer server;
    private RsaJsonWebKey key;
    private RsaJsonWebKey foreign;
    private String issuer;

    @Override
    public Map<String, String> start() {
        try {
            key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId("stub");
            foreign = RsaJwkGenerator.generateJwk(2048);
            foreign.setKeyId("stub");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            issuer = "http://localhost:" + server.getAddress().getPort();
            server.createContext("/.well-known/openid-configuration", this::discovery);
            server.createContext("/moved", exchange -> answer(exchange, 200, document("")));
            server.createContext(
                    "/keys",
                    exchange -> answer(
                            exchange, 200, new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
            server.createContext("/authorize", this::authorize);
            server.createContext("/token", this::token);
            server.start();
            System.setProperty(ISSUER, issuer);
            return Map.of(
                    "AUSPEX_OIDC_ISSUER", issuer,
                    "AUSPEX_OIDC_CLIENT_ID", CLIENT,
                    "AUSPEX_OIDC_CLIENT_SECRET", SECRET,
                    "AUSPEX_OIDC_LABEL", "Stub");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    /** What the discovery document is from now on. */
    enum Discovery {
        GOOD,
        TOO_LONG,
        ENDLESS,
        REDIRECT,
        NO_ADDRESS
    }

    static void discovery(Discovery mode) {
        // By a property: the test may have this class from another loader.
        System.setProperty(DISCOVERY, mode.name());
    }

    private void discovery(HttpExchange exchange) throws IOException {
        switch (Discovery.valueOf(System.getProperty(DISCOVERY, Discovery.GOOD.name()))) {
            case GOOD -> answer(exchange, 200, document(""));
            case TOO_LONG -> answer(exchange, 200, document(" ".repeat(1 << 20)));
            // A head and the beginning of a body that never ends.
            case ENDLESS -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
            case REDIRECT -> {
                exchange.getResponseHeaders().add("Location", issuer + "/moved");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            }
            case NO_ADDRESS -> answer(exchange, 200, document("").replace(issuer + "/authorize", "not an address"));
        }
    }

    /** Its endpoints have queries of their own, as some providers' have. */
    private String document(String padding) {
        return "{" + padding + "\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":\"" + issuer
                + "/authorize?policy=sign%20in\",\"token_endpoint\":\"" + issuer
                + "/token?policy=sign%20in\",\"jwks_uri\":\""
                + issuer
                + "/keys?policy=sign%20in\"}";
    }

    private static boolean hasPolicy(HttpExchange exchange) {
        return "sign in".equals(parse(exchange.getRequestURI().getRawQuery()).get("policy"));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = parse(exchange.getRequestURI().getRawQuery());
        if (!hasPolicy(exchange)
                || !CLIENT.equals(query.get("client_id"))
                || !"code".equals(query.get("response_type"))
                || !"S256".equals(query.get("code_challenge_method"))
                || !query.get("redirect_uri").endsWith(Provider.CALLBACK)) {
            answer(exchange, 400, "{}");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, query);
        exchange.getResponseHeaders()
                .add("Location", query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString("auspex+client:a+secret%3A+of+sorts".getBytes(StandardCharsets.UTF_8));
        try {
            String challenge = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256")
                            .digest(form.getOrDefault("code_verifier", "").getBytes(StandardCharsets.UTF_8)));
            if (!hasPolicy(exchange)
                    || asked == null
                    || !expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    || !challenge.equals(asked.get("code_challenge"))) {
                answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
                return;
            }
            answer(exchange, 200, "{\"id_token\":\"" + idToken(asked) + "\",\"token_type\":\"Bearer\"}");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The hint is {@code subject|email|verified|fault}. */
    private String idToken(Map<String, String> asked) throws Exception {
        String[] hint = asked.get("login_hint").split("\\|", -1);
        String fault = hint[3];
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(fault.equals("issuer") ? "http://elsewhere" : issuer);
        claims.setAudience(fault.equals("audience") ? "another client" : CLIENT);
        claims.setSubject(hint[0]);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(fault.equals("expired") ? -5 : 5);
        claims.setStringClaim("nonce", fault.equals("nonce") ? "another" : asked.get("nonce"));
        claims.setStringClaim("email", hint[1]);
        claims.setClaim("email_verified", Boolean.valueOf(hint[2]));
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKeyIdHeaderValue("stub");
        jws.setAlgorithmHeaderValue("RS256");
        jws.setKey((fault.equals("key") ? foreign : key).getPrivateKey());
        if (fault.equals("none")) {
            return Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                    + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(claims.toJson().getBytes(StandardCharsets.UTF_8))
                    + ".";
        }
        return jws.getCompactSerialization();
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void answer(HttpExchange exchange, int status, String body) {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
