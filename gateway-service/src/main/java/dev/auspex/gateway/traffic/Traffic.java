package dev.auspex.gateway.traffic;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.gateway.route.Route;

/** Counts and times requests, by route and status class, and writes the access log. */
@ApplicationScoped
public class Traffic {

    /** Status of a request whose client went away before the answer. */
    public static final int CLIENT_GONE = 499;

    private static final Logger LOG = Logger.getLogger("dev.auspex.access");
    private static final int STATUS_CLASSES = 6;

    private final ConcurrentMap<String, Measured> measured = new ConcurrentHashMap<>();
    private final MeterRegistry metrics;
    private final TrafficConfig.Log log;

    Traffic(MeterRegistry metrics, TrafficConfig config) {
        this.metrics = metrics;
        this.log = config.log();
    }

    /** The timers of a route, by status class. */
    private record Measured(String service, Timer[] timers) {}

    private Timer[] timers(Route route) {
        Measured known = measured.get(route.path());
        if (known == null || !known.service.equals(route.service())) {
            Timer[] timers = new Timer[STATUS_CLASSES];
            for (int status = 1; status < STATUS_CLASSES; status++) {
                timers[status] = timer(route, status + "xx");
            }
            known = new Measured(route.service(), timers);
            measured.put(route.path(), known);
        }
        return known.timers;
    }

    private Timer timer(Route route, String status) {
        return Timer.builder("auspex.gateway.requests")
                .description("Time from the first byte of a request to the last byte of its response")
                .tag("route", route.path())
                .tag("service", route.service())
                .tag("status", status)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(metrics);
    }

    /** Counts a request that was refused here; {@code reason} is one of a few fixed words. */
    public void refused(Route route, String reason) {
        Counter.builder("auspex.gateway.refused")
                .description("Requests that the gateway answered itself")
                .tag("route", route.path())
                .tag("reason", reason)
                .register(metrics)
                .increment();
    }

    /** Records a request that has ended. */
    public void ended(Route route, String method, String path, String requestId, int status, long nanos) {
        int statusClass = Math.clamp(status / 100, 1, STATUS_CLASSES - 1);
        timers(route)[statusClass].record(nanos, TimeUnit.NANOSECONDS);
        if (log == TrafficConfig.Log.ALL || (log == TrafficConfig.Log.FAILURES && status >= 500)) {
            LOG.infof(
                    "request method=%s path=%s route=%s status=%d micros=%d requestId=%s",
                    method, path, route.path(), status, nanos / 1000, requestId);
        }
    }
}
