package dev.auspex.gateway.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;

import dev.auspex.contracts.http.Headers;
import dev.auspex.gateway.key.ApiKeys;
import dev.auspex.gateway.token.Principal;

/** Decides which headers pass through the gateway in either direction, and which ones it sets itself. */
final class HeaderRules {

    private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence FORWARDED_HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence DEADLINE = HttpHeaders.createOptimized(Headers.REQUEST_DEADLINE);
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence STRICT_TRANSPORT = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final String BEARER = "Bearer ";
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

    /**
     * Headers from RFC 9110, section 7.6.1, and those of older proxies; the library handles {@code transfer-encoding}.
     */
    private static final List<String> HOP_BY_HOP = List.of(
            "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer", "upgrade");

    private HeaderRules() {}

    /** Prepares the headers that the service receives. */
    static void toService(ProxyRequest out, Exchange exchange) {
        MultiMap headers = out.headers();
        removeNamedByConnection(headers);
        removeForged(headers);
        headers.remove(HttpHeaders.EXPECT);
        headers.set(FORWARDED_FOR, exchange.client().address());
        headers.set(FORWARDED_PROTO, exchange.client().scheme());
        headers.set(FORWARDED_HOST, exchange.client().host());
        setToken(headers, exchange);
        headers.set(Exchange.REQUEST_ID, exchange.requestId());
        headers.set(DEADLINE, Long.toString(exchange.route().timeout().toMillis()));
    }

    /** Prepares the headers that the client receives. */
    static void toClient(ProxyResponse in, Exchange exchange) {
        MultiMap headers = in.headers();
        removeNamedByConnection(headers);
        removeForged(headers);
        for (String name : HOP_BY_HOP) {
            headers.remove(name);
        }
        // How the gateway is reached is not for a service to decide.
        headers.remove(STRICT_TRANSPORT);
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        exchange.sign(headers);
    }

    /** Sets the token. Services see tokens only: an API key never leaves the gateway, not even on a public route. */
    private static void setToken(MultiMap headers, Exchange exchange) {
        Principal principal = exchange.principal();
        if (principal != null && principal.isKey()) {
            headers.set(HttpHeaders.AUTHORIZATION, BEARER.concat(principal.token()));
        } else if (principal == null) {
            for (String given : headers.getAll(HttpHeaders.AUTHORIZATION)) {
                if (given.contains(ApiKeys.PREFIX)) {
                    headers.remove(HttpHeaders.AUTHORIZATION);
                    break;
                }
            }
        }
    }

    /** Removes the headers that a sender lists in {@code Connection}, which are meant only for the next hop. */
    private static void removeNamedByConnection(MultiMap headers) {
        List<String> lists = headers.getAll(HttpHeaders.CONNECTION);
        if (lists.isEmpty()) {
            return;
        }
        for (String list : lists) {
            int from = 0;
            while (from <= list.length()) {
                int comma = list.indexOf(',', from);
                int to = comma < 0 ? list.length() : comma;
                String name = list.substring(from, to).trim();
                if (!name.isEmpty() && !endToEnd(name)) {
                    headers.remove(name);
                }
                from = to + 1;
            }
        }
        headers.remove(HttpHeaders.CONNECTION);
    }

    /** Returns whether services rely on a header. A client must not remove it by naming it in {@code Connection}. */
    private static boolean endToEnd(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "authorization", "content-length", "content-type", "host", "transfer-encoding" -> true;
            default -> false;
        };
    }

    private static void removeForged(MultiMap headers) {
        List<String> forged = null;
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            if (isInternal(name)) {
                if (forged == null) {
                    forged = new ArrayList<>(4);
                }
                forged.add(name);
            }
        }
        if (forged != null) {
            for (String name : forged) {
                headers.remove(name);
            }
        }
    }

    private static boolean isInternal(String name) {
        int length = name.length();
        if (length < 9) {
            return false;
        }
        char first = name.charAt(0);
        if (first == 'F' || first == 'f') {
            return name.equalsIgnoreCase("Forwarded");
        }
        if (first != 'X' && first != 'x') {
            return false;
        }
        return startsWith(name, Headers.INTERNAL_PREFIX)
                || startsWith(name, "X-Forwarded-")
                || name.equalsIgnoreCase("X-Real-IP")
                || name.equalsIgnoreCase(Headers.API_KEY)
                || Headers.INTERNAL.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
