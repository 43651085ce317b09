package dev.auspex.auth.client;

import java.util.List;
import java.util.regex.Pattern;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Identifies the client of the current request. The gateway, which is the only way in, sets
 * {@code X-Forwarded-For} itself.
 */
@ApplicationScoped
public class Clients {

    /** Name of the cookie with a browser's mark. */
    public static final String MARK_COOKIE = "auspex_device";

    private static final Pattern MARK = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final int LONGEST_SOURCE = 64;

    private final CurrentVertxRequest current;

    Clients(CurrentVertxRequest current) {
        this.current = current;
    }

    public Client current() {
        HttpServerRequest request = current.getCurrent().request();
        boolean browser = isBrowser(request);
        return new Client(
                source(request),
                Device.nameOf(request.getHeader(HttpHeaders.USER_AGENT)),
                browser,
                browser ? mark(request) : null);
    }

    private static String mark(HttpServerRequest request) {
        Cookie cookie = request.getCookie(MARK_COOKIE);
        return cookie == null || !MARK.matcher(cookie.getValue()).matches() ? null : cookie.getValue();
    }

    private static String source(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded != null && !forwarded.isBlank() && forwarded.length() <= LONGEST_SOURCE) {
            return forwarded.strip();
        }
        return request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    }

    private static boolean isBrowser(HttpServerRequest request) {
        String mode = request.getHeader(Headers.SESSION_MODE);
        if (mode == null || mode.equals("api")) {
            return false;
        }
        if (mode.equals("browser")) {
            return true;
        }
        String message = "`" + Headers.SESSION_MODE + "` must be `api` or `browser`.";
        throw new ProblemException(
                ProblemType.INVALID_INPUT,
                message,
                List.of(new Violation("#" + Headers.SESSION_MODE, "format", message)));
    }
}
