package dev.auspex.gateway.proxy;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.eventloop.PerEventLoop;

/**
 * Watches request bodies in transit and drops clients that send too slowly. One timer for each event loop checks all of
 * its bodies: a timer for each body would outlive most of them and keep them in memory.
 */
@ApplicationScoped
class Dawdlers {

    private final PerEventLoop<Watch> watches;
    private final long leastBytes;

    Dawdlers(Vertx vertx, BodyConfig config) {
        long lookMillis = Math.max(1, config.look().toMillis());
        this.leastBytes = config.slowest().asLongValue() * lookMillis / 1000;
        this.watches = new PerEventLoop<>(() -> {
            Watch watch = new Watch();
            vertx.setPeriodic(lookMillis, look -> watch.look(leastBytes));
            return watch;
        });
    }

    /** Watches a body until it is complete or its exchange has ended. Must run on the request's event loop. */
    void watch(BoundedBody body, Exchange exchange) {
        Watch watch = watches.get();
        watch.bodies.put(body, exchange);
        body.whenComplete(() -> watch.bodies.remove(body));
    }

    /** The bodies of one event loop. */
    private static final class Watch {

        private final Map<BoundedBody, Exchange> bodies = new IdentityHashMap<>();

        void look(long leastBytes) {
            List<Exchange> slow = new ArrayList<>();
            bodies.entrySet().removeIf(each -> {
                Exchange exchange = each.getValue();
                boolean late = !exchange.ended() && each.getKey().isSlow(leastBytes);
                if (late) {
                    slow.add(exchange);
                }
                return late || exchange.ended();
            });
            slow.forEach(exchange -> exchange.drop("slow"));
        }
    }
}
