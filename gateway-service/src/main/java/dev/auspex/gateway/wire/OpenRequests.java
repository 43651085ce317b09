package dev.auspex.gateway.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.Logger;

/**
 * Tells Quarkus that a request has ended. Quarkus counts open requests and waits for them at shutdown, but two
 * kinds never end for it: requests that became a WebSocket, and requests whose connection was dropped in the
 * middle of the answer. It would wait for those as long as a shutdown may last. The only way to tell it is the
 * method that it calls itself.
 */
@RegisterForReflection(targets = QuarkusRequestWrapper.class, fields = false)
public final class OpenRequests {

    private static final Logger LOG = Logger.getLogger(OpenRequests.class);

    private OpenRequests() {}

    /** Marks a request as ended; calling it twice is harmless. */
    public static void over(HttpServerRequest request) {
        Cookie hidden = request.getCookie(QuarkusRequestWrapper.FAKE_COOKIE_NAME);
        if (!(hidden instanceof QuarkusRequestWrapper.QuarkusCookie wrapped)) {
            // Quarkus does not count this request.
            return;
        }
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            done.invoke(wrapped.getRequestWrapper());
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            LOG.errorf(e, "request not marked as ended for Quarkus, a shutdown waits for it");
        }
    }
}
