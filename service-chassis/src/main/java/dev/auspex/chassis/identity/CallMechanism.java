package dev.auspex.chassis.identity;

import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import org.eclipse.microprofile.jwt.JsonWebToken;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.http.Role;

/**
 * Identifies the caller: a person by bearer token, or another service by the shared secret. Replaces the
 * JWT mechanism of Quarkus.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class CallMechanism implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";
    private static final String KEY = CallMechanism.class.getName();

    private final TokenVerifier tokens;
    private final ServiceSecret secret;
    private final SecurityIdentity service = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(Role.SERVICE))
            .addRole(Role.SERVICE)
            .build();

    CallMechanism(TokenVerifier tokens, ServiceSecret secret) {
        this.tokens = tokens;
        this.secret = secret;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext call, IdentityProviderManager identities) {
        SecurityIdentity known = call.get(KEY);
        return known == null ? found(call) : Uni.createFrom().item(known);
    }

    /**
     * Identifies the caller and stores the result for {@link #authenticate}. The item is null if the
     * request names no caller.
     */
    public Uni<SecurityIdentity> identify(RoutingContext call) {
        return found(call).invoke(identity -> call.put(KEY, identity));
    }

    private Uni<SecurityIdentity> found(RoutingContext call) {
        String authorization = call.request().getHeader(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return tokens.verify(authorization.substring(SCHEME.length()).strip())
                    .map(CallMechanism::identity);
        }
        String given = call.request().getHeader(Headers.SERVICE_SECRET);
        if (given == null) {
            return Uni.createFrom().nullItem();
        }
        return secret.matches(given)
                ? Uni.createFrom().item(service)
                : Uni.createFrom().failure(() -> new AuthenticationFailedException("wrong service secret"));
    }

    private static SecurityIdentity identity(JsonWebToken token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(token)
                .addRoles(token.getGroups())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext call) {
        return Uni.createFrom().item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }
}
