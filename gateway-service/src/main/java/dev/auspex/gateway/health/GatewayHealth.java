package dev.auspex.gateway.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.gateway.door.Clients;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.limit.Subject;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.revocation.RevocationFeed;
import dev.auspex.gateway.route.Routes;
import dev.auspex.gateway.tenant.TenantFeed;
import dev.auspex.gateway.upstream.Upstreams;

/**
 * Serves {@code /health}, which says that the gateway is up, and {@code /health/detailed}, which checks its
 * dependencies at most once a second. On the public port, the detailed check returns only the overall status and is
 * rate-limited by client address. Operators see the individual parts on the management port.
 */
@ApplicationScoped
public class GatewayHealth {

    private static final String LIMIT = "public";
    private static final int ORDER = -2_000;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    private static final String DEGRADED = "DEGRADED";

    private final Upstreams upstreams;
    private final Limiter limiter;
    private final RevocationFeed revocations;
    private final TenantFeed tenants;
    private final Routes routes;
    private final Clients clients;
    private final AtomicReference<Look> last = new AtomicReference<>();

    GatewayHealth(
            Upstreams upstreams,
            Limiter limiter,
            RevocationFeed revocations,
            TenantFeed tenants,
            Routes routes,
            Clients clients) {
        this.clients = clients;
        limiter.require(LIMIT);
        this.upstreams = upstreams;
        this.limiter = limiter;
        this.revocations = revocations;
        this.tenants = tenants;
        this.routes = routes;
    }

    void register(@Observes Router router) {
        router.route("/health")
                .order(ORDER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> send(context.request(), 200, new JsonObject().put("status", UP)));
        router.route("/health/detailed")
                .order(ORDER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> limited(context.request()));
    }

    void manage(@Observes ManagementInterface management) {
        management.router().get("/health/detailed").order(ORDER).handler(context -> look().onSuccess(
                        found -> send(context.request(), status(found), found)));
    }

    private void limited(HttpServerRequest request) {
        Subject subject = Subject.address(clients.of(request).principal());
        limiter.take(LIMIT, subject, 1).onSuccess(decision -> {
            if (decision.allowed()) {
                look().onSuccess(found ->
                        send(request, status(found), new JsonObject().put("status", found.getString("status"))));
            } else {
                ProblemAnswer.send(request, decision.refusal());
            }
        });
    }

    private static int status(JsonObject found) {
        return DOWN.equals(found.getString("status")) ? 503 : 200;
    }

    private Future<JsonObject> look() {
        Look known = last.get();
        if (known != null && System.nanoTime() - known.at < FRESH_NANOS) {
            return known.found;
        }
        SortedMap<String, JsonObject> services = new ConcurrentSkipListMap<>();
        List<Future<?>> asked = new ArrayList<>();
        for (String service : upstreams.services().keySet()) {
            long started = System.nanoTime();
            asked.add(upstreams
                    .fromManagement(service, "/health/ready")
                    .onComplete(answer -> services.put(
                            service, entry(answer.succeeded() && answer.result().status() == 200, started))));
        }
        long started = System.nanoTime();
        AtomicReference<JsonObject> redis = new AtomicReference<>(entry(false, started));
        asked.add(limiter.ping().onComplete(answer -> redis.set(entry(answer.succeeded(), started))));
        Future<JsonObject> found =
                Future.join(asked).transform(all -> Future.succeededFuture(report(services, redis.get())));
        last.set(new Look(System.nanoTime(), found));
        return found;
    }

    private static JsonObject entry(boolean up, long started) {
        return new JsonObject()
                .put("status", up ? UP : DOWN)
                .put("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
    }

    private JsonObject report(SortedMap<String, JsonObject> services, JsonObject redis) {
        JsonObject all = new JsonObject();
        boolean down = false;
        for (var service : services.entrySet()) {
            all.put(service.getKey(), service.getValue());
            down |= DOWN.equals(service.getValue().getString("status"));
        }
        boolean heard = revocations.connected();
        String problem = routes.problem();
        JsonObject kafka = new JsonObject().put("status", heard ? UP : DOWN);
        if (!heard) {
            kafka.put(
                    "detail",
                    "Revocations do not arrive: access tokens work until they expire, and sockets receive no events.");
        }
        JsonObject table = new JsonObject().put("status", problem == null ? UP : DEGRADED);
        if (problem != null) {
            table.put(
                    "detail",
                    "The route file is not valid, so the previous table is in effect. The log has the cause.");
        }
        JsonObject limits = new JsonObject().put("status", tenants.known() ? UP : DEGRADED);
        if (!tenants.known()) {
            limits.put("detail", "The limits that tenants set may not be known yet. The limits of the classes apply.");
        }
        boolean degraded = DOWN.equals(redis.getString("status")) || !heard || problem != null;
        return new JsonObject()
                .put("status", down ? DOWN : degraded ? DEGRADED : UP)
                .put("checkedAt", Instant.now().toString())
                .put("services", all)
                .put("redis", redis)
                .put("kafka", kafka)
                .put("tenants", limits)
                .put("routes", table);
    }

    private static void send(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body.encode());
    }

    private record Look(long at, Future<JsonObject> found) {}
}
