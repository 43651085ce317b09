package dev.auspex.gateway.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.http.BodyLimits;
import dev.auspex.gateway.limit.Limiter;
import dev.auspex.gateway.upstream.Upstreams;

/**
 * The route table in force. If it comes from a file, a changed file takes effect at once for requests that begin then.
 * An invalid file changes nothing and is reported in the log, the metrics and {@code /health/detailed}.
 */
@ApplicationScoped
public class Routes {

    private static final Logger LOG = Logger.getLogger(Routes.class);
    private static final int FILE_ORDINAL = 500;

    private final Limiter limiter;
    private final Upstreams upstreams;
    private final Set<String> ownPaths = new TreeSet<>();
    private final Vertx vertx;
    private final @Nullable Path file;
    private final long rescanMillis;
    private final AtomicReference<RouteTable> table = new AtomicReference<>();
    private volatile @Nullable String problem;
    private @Nullable FileTime readFrom;
    private long timer = -1;

    Routes(
            RouteConfig config,
            Limiter limiter,
            Upstreams upstreams,
            @Any Instance<OwnPath> own,
            Vertx vertx,
            MeterRegistry metrics) {
        this.limiter = limiter;
        this.upstreams = upstreams;
        own.forEach(each -> ownPaths.add(each.path()));
        this.vertx = vertx;
        this.file = config.routesFile().orElse(null);
        this.rescanMillis = Math.max(100, config.routesRescan().toMillis());
        // There is no gateway without a valid table, so an error in it fails the start.
        try {
            table.set(checked(file == null ? config : read(file)));
            readFrom = file == null ? null : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("The file that AUSPEX_ROUTES_FILE names cannot be read: " + e, e);
        }
        Gauge.builder("auspex.gateway.routes.stale", () -> problem == null ? 0 : 1)
                .description("1 while the route file is not valid and the previous table is in effect")
                .register(metrics);
    }

    /** Returns the table for a request that begins now. */
    public RouteTable table() {
        return table.getAcquire();
    }

    /** Returns what is wrong with the latest route file, or null if that file is in force. */
    public @Nullable String problem() {
        return problem;
    }

    void start(@Observes StartupEvent event) {
        if (file != null) {
            timer = vertx.setPeriodic(
                    rescanMillis,
                    tick -> vertx.executeBlocking(() -> {
                        reload(false);
                        return null;
                    }));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Adds {@code POST /routes/reload} to the management port, which reads the file now and reports the outcome. */
    void manage(@Observes ManagementInterface management) {
        management.router().post("/routes/reload").handler(this::reload);
    }

    private void reload(RoutingContext context) {
        if (file == null) {
            answer(
                    context,
                    409,
                    new JsonObject().put("problem", "No route file is configured. Set AUSPEX_ROUTES_FILE."));
            return;
        }
        vertx.executeBlocking(() -> {
                    reload(true);
                    return null;
                })
                .onComplete(done -> {
                    String wrong = problem;
                    JsonObject said =
                            new JsonObject().put("routes", table().routes().size());
                    answer(context, wrong == null ? 200 : 422, wrong == null ? said : said.put("problem", wrong));
                });
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.encode());
    }

    private synchronized void reload(boolean anyway) {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (!anyway && changed.equals(readFrom)) {
                return;
            }
            readFrom = changed;
            RouteTable fresh = checked(read(file));
            table.set(fresh);
            problem = null;
            LOG.infof("routes read file=%s routes=%d", file, fresh.routes().size());
        } catch (IOException | RuntimeException e) {
            String wrong = String.valueOf(e.getMessage());
            if (!wrong.equals(problem)) {
                LOG.errorf("routes not read, previous table kept file=%s cause=%s", file, wrong);
            }
            problem = wrong;
        }
    }

    private static RouteConfig read(Path file) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL), new Environment())
                .withMapping(RouteConfig.class)
                .build();
        return config.getConfigMapping(RouteConfig.class);
    }

    private RouteTable checked(RouteConfig config) {
        List<Route> routes = new ArrayList<>();
        for (RouteConfig.Entry entry : config.routes()) {
            Route route = new Route(
                    entry.path(),
                    entry.service(),
                    entry.access(),
                    entry.methods().orElse(Set.of()),
                    entry.scopes(),
                    entry.roles().orElse(Set.of()),
                    entry.limit(),
                    entry.cost(),
                    entry.bodyLimit().map(MemorySize::asLongValue).orElseGet(() -> BodyLimits.of(entry.path())),
                    entry.timeout(),
                    entry.retry());
            limiter.require(route.limit());
            if (route.own()) {
                requireOwn(route);
            } else {
                upstreams.require(route.service());
            }
            routes.add(route);
        }
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("The table has no routes.");
        }
        return new RouteTable(routes);
    }

    /**
     * Checks a route of the gateway's own. Such an operation acts for a caller; on a public route it
     * would fail at each request.
     */
    private void requireOwn(Route route) {
        if (!ownPaths.contains(route.path())) {
            throw new IllegalArgumentException("Route " + route.path() + ": the service gateway is only for the paths "
                    + String.join(" and ", ownPaths) + ".");
        }
        if (route.access() == Access.PUBLIC) {
            throw new IllegalArgumentException(
                    "Route " + route.path() + ": operations of the gateway need a caller, so access cannot be public.");
        }
    }

    /**
     * Provides values for expressions such as {@code ${AUSPEX_LARGEST_UPLOAD:1G}} in the file; the routes themselves
     * come only from the file.
     */
    private static final class Environment implements ConfigSource {

        @Override
        public Set<String> getPropertyNames() {
            return Set.of();
        }

        @Override
        public @Nullable String getValue(String name) {
            return System.getenv(name);
        }

        @Override
        public String getName() {
            return "environment";
        }
    }

    /**
     * Returns the service that answers a path of an API document, in which templates such as
     * {@code {id}} stand for segments.
     */
    public Optional<String> serviceOf(String path) {
        return table().serviceOf(path);
    }
}
