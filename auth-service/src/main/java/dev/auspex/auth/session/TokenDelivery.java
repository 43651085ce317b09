package dev.auspex.auth.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.contracts.auth.Tokens;

/**
 * Brings tokens to the client: the refresh token in the body, or for browsers in a cookie that scripts cannot read, that is sent
 * to this service's addresses only and never with what another site starts.
 */
@ApplicationScoped
public class TokenDelivery {

    static final String COOKIE = "auspex_refresh";
    private static final String PATH = "/api/v1/auth";

    private static final int MARK_BYTES = 16;
    private static final Duration MARK_LIFE = Duration.ofDays(365);

    private final SecureRandom random = new SecureRandom();
    private final CurrentVertxRequest current;
    private final AccessTokens accessTokens;
    private final SessionConfig config;

    TokenDelivery(CurrentVertxRequest current, AccessTokens accessTokens, SessionConfig config) {
        this.current = current;
        this.accessTokens = accessTokens;
        this.config = config;
    }

    /** The answer's body; where it is for a browser, the cookie is set on the current answer. */
    public Tokens deliver(Opened opened, Client client) {
        String refreshToken = opened.refreshToken().value();
        if (client.browser()) {
            setCookie(COOKIE, refreshToken, config.refreshTokenLife().toSeconds());
        }
        return new Tokens(
                accessTokens.issue(opened.principal(), opened.session()),
                "Bearer",
                config.accessTokenLife().toSeconds(),
                client.browser() ? null : refreshToken);
    }

    /** The refresh token that the current request brings: in the cookie for browsers, otherwise in the body. */
    @Nullable
    String presented(@Nullable String inBody, Client client) {
        if (!client.browser()) {
            return inBody;
        }
        Cookie cookie = current.getCurrent().request().getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    /** Takes the cookie away. */
    void forget() {
        setCookie(COOKIE, "", 0);
    }

    /** The client with a mark by which it is known the next time; a browser without one gets it now. */
    public Client marked(Client client) {
        if (!client.browser() || client.mark() != null) {
            return client;
        }
        byte[] bytes = new byte[MARK_BYTES];
        random.nextBytes(bytes);
        String mark = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        setCookie(Clients.MARK_COOKIE, mark, MARK_LIFE.toSeconds());
        return new Client(client.source(), client.device(), true, mark);
    }

    private void setCookie(String name, String value, long maxAge) {
        current.getCurrent()
                .response()
                .addCookie(Cookie.cookie(name, value)
                        .setHttpOnly(true)
                        .setSecure(config.cookieSecure())
                        .setSameSite(CookieSameSite.STRICT)
                        .setPath(PATH)
                        .setMaxAge(maxAge));
    }
}
