package dev.auspex.gateway.door;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.contracts.http.Headers;

/** Assigns an id to each request. */
@ApplicationScoped
public class RequestIds {

    private static final int LONGEST = 64;

    private final UuidV7 ids;

    RequestIds(UuidV7 ids) {
        this.ids = ids;
    }

    /** Returns the client's id if it is well formed, otherwise a new one. */
    public String of(HttpServerRequest request) {
        String given = request.getHeader(Headers.REQUEST_ID);
        return wellFormed(given) ? given : ids.next().toString();
    }

    static boolean wellFormed(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!letterOrDigit(c) && "._-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean letterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
