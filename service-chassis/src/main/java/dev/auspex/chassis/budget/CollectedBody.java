package dev.auspex.chassis.budget;

import io.netty.buffer.ByteBufInputStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Hands a body that {@link RequestBudget} has collected to the REST layer. Without this, operations that run on the
 * event loop find the request at its end and take the body for empty.
 */
public class CollectedBody {

    private static final String KEY = CollectedBody.class.getName();

    static void put(RoutingContext call, Buffer body) {
        call.put(KEY, body);
    }

    @ServerRequestFilter(nonBlocking = true)
    public void give(ContainerRequestContext request, RoutingContext call) {
        Buffer body = call.get(KEY);
        if (body != null) {
            call.remove(KEY);
            request.setEntityStream(new ByteBufInputStream(body.getByteBuf()));
        }
    }
}
