package dev.auspex.gateway.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.Logger;

/**
 * The requests that Quarkus counts as open, and for which a stop waits. It never hears of the end of two kinds: those that became a
 * WebSocket, and those whose connection was given up within their answer. It would wait for them for as long as a stop may last, and
 * offers no way to tell it but the one method that it calls itself.
 */
@RegisterForReflection(targets = QuarkusRequestWrapper.class, fields = false)
public final class OpenRequests {

    private static final Logger LOG = Logger.getLogger(OpenRequests.class);

    private OpenRequests() {}

    /** Nothing of a request is under way any more; whoever says so twice does no harm. */
    public static void over(HttpServerRequest request) {
        Cookie hidden = request.getCookie(QuarkusRequestWrapper.FAKE_COOKIE_NAME);
        if (!(hidden instanceof QuarkusRequestWrapper.QuarkusCookie wrapped)) {
            // Nobody counts.
            return;
        }
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            done.invoke(wrapped.getRequestWrapper());
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            LOG.errorf(e, "a request stays open for Quarkus; a stop will wait for it");
        }
    }
}
