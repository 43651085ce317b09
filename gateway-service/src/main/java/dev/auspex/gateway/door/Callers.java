package dev.auspex.gateway.door;

import java.util.List;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.contracts.http.Headers;
import dev.auspex.gateway.key.ApiKeys;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.token.AccessTokens;
import dev.auspex.gateway.token.Principal;
import dev.auspex.gateway.token.TokenRefusals;

/**
 * Identifies the caller of a request by an access token or an API key. The key comes in its own
 * header or as the bearer token.
 */
@ApplicationScoped
public class Callers {

    private static final String SCHEME = "Bearer ";
    private static final CharSequence API_KEY = HttpHeaders.createOptimized(Headers.API_KEY);

    private final AccessTokens tokens;
    private final ApiKeys keys;

    Callers(AccessTokens tokens, ApiKeys keys) {
        this.tokens = tokens;
        this.keys = keys;
    }

    /** Returns the caller, immediately if it is cached; fails with {@link RefusedException}. */
    Future<Principal> principal(HttpServerRequest request, String clientAddress) {
        MultiMap headers = request.headers();
        List<String> authorizations = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (headers.contains(API_KEY)) {
            List<String> given = headers.getAll(API_KEY);
            return given.size() > 1 || !authorizations.isEmpty()
                    ? Future.failedFuture(TokenRefusals.twoCredentials())
                    : keys.principal(given.getFirst().strip(), clientAddress);
        }
        if (authorizations.isEmpty()) {
            return Future.failedFuture(TokenRefusals.missing());
        }
        String header = authorizations.getFirst();
        if (authorizations.size() > 1
                || header.length() == SCHEME.length()
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Future.failedFuture(TokenRefusals.invalid());
        }
        String credential = header.substring(SCHEME.length()).strip();
        return credential.startsWith(ApiKeys.PREFIX)
                ? keys.principal(credential, clientAddress)
                : tokens.principal(credential, clientAddress);
    }
}
