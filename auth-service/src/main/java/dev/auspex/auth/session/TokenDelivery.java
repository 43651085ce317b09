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
 * Delivers tokens to the client. The refresh token is sent in the body or, for browsers, in a cookie that scripts
 * cannot read. Browsers send that cookie only to addresses below {@code /api/v1/auth}, and never with requests
 * that another site starts.
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

    /** Returns the body of the answer; for a browser, also sets the cookie on the current answer. */
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

    /** Returns the refresh token of the current request: from the cookie for browsers, otherwise from the body. */
    @Nullable
    String presented(@Nullable String inBody, Client client) {
        if (!client.browser()) {
            return inBody;
        }
        Cookie cookie = current.getCurrent().request().getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    /** Removes the cookie. */
    void forget() {
        setCookie(COOKIE, "", 0);
    }

    /** Returns the client with a mark by which it is recognized next time; a browser without one gets it now. */
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
