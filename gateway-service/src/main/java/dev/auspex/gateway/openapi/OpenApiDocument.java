package dev.auspex.gateway.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.asset.Asset;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.route.Routes;
import dev.auspex.gateway.upstream.Upstreams;

/** The API document of the suite, merged from those of the services and cached for a while. */
@ApplicationScoped
public class OpenApiDocument {

    private static final Logger LOG = Logger.getLogger(OpenApiDocument.class);
    /** Document of the gateway's own operations. */
    private static final String OWN = "/openapi/gateway.json";

    private static final String EXAMPLES = "/openapi/examples.json";
    private static final String SOURCE = "/openapi?format=json";

    private final Upstreams upstreams;
    private final Routes routes;
    private final Vertx vertx;
    private final long refreshNanos;
    private final long refreshIncompleteNanos;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final SortedMap<String, JsonNode> lastGood = new ConcurrentSkipListMap<>();
    private final AtomicReference<Merged> merged = new AtomicReference<>();
    private final AtomicReference<Future<Merged>> refreshing = new AtomicReference<>();

    OpenApiDocument(Upstreams upstreams, Routes routes, Vertx vertx, OpenApiConfig config) {
        this.upstreams = upstreams;
        this.routes = routes;
        this.vertx = vertx;
        this.refreshNanos = config.refresh().toNanos();
        this.refreshIncompleteNanos = config.refreshIncomplete().toNanos();
    }

    /** Returns the document; fails with {@link RefusedException} if there is none yet. */
    Future<Asset> get() {
        Merged known = merged.get();
        long age = known == null ? Long.MAX_VALUE : System.nanoTime() - known.madeAt;
        if (known != null && known.complete) {
            if (age > refreshNanos) {
                refresh();
            }
            return Future.succeededFuture(known.asset);
        }
        return (age > refreshIncompleteNanos ? refresh() : Future.succeededFuture(known)).map(fresh -> fresh.asset);
    }

    private Future<Merged> refresh() {
        Future<Merged> pending = refreshing.get();
        if (pending != null && !pending.isComplete()) {
            return pending;
        }
        List<Future<?>> fetched = new ArrayList<>();
        upstreams.services().keySet().forEach(service -> fetched.add(fetch(service)));
        Future<Merged> started = Future.join(fetched).transform(all -> vertx.executeBlocking(this::merge, false));
        refreshing.set(started);
        return started;
    }

    private Future<Void> fetch(String service) {
        return upstreams
                .fromManagement(service, SOURCE)
                .compose(answer -> {
                    try {
                        JsonNode document = json.readTree(answer.body().getBytes());
                        if (answer.status() != 200 || !document.path("paths").isObject()) {
                            return Future.failedFuture(
                                    "The service returned no API document, but status " + answer.status() + ".");
                        }
                        lastGood.put(service, document);
                        return Future.<Void>succeededFuture();
                    } catch (IOException e) {
                        return Future.failedFuture(e);
                    }
                })
                .onFailure(cause -> LOG.debugf("API document not fetched service=%s cause=%s", service, cause));
    }

    private Merged merge() throws IOException {
        SortedMap<String, JsonNode> documents = new TreeMap<>(lastGood);
        if (documents.isEmpty()) {
            throw new RefusedException(new Refusal(
                    "openapi",
                    ProblemType.UNAVAILABLE,
                    "No service has provided its API document yet. Try again in 2 seconds.",
                    Duration.ofSeconds(2)));
        }
        documents.put(Route.GATEWAY, resource(OWN));
        List<String> missing = new ArrayList<>(upstreams.services().keySet());
        missing.removeAll(documents.keySet());
        ObjectNode document;
        try {
            document = new OpenApiMerge(this::routed, this::security).merge(documents);
        } catch (OpenApiConflictException e) {
            LOG.errorf("API documents not merged cause=%s", e.getMessage());
            Merged last = merged.get();
            if (last != null) {
                return last;
            }
            throw new RefusedException(new Refusal("openapi", ProblemType.UPSTREAM_FAILED, e.getMessage()));
        }
        new OpenApiCompletion(document, texts(documents), resource(EXAMPLES)).complete();
        if (!missing.isEmpty()) {
            missing.forEach(document.putArray("x-auspex-missing")::add);
        }
        byte[] bytes = json.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
        Merged made =
                new Merged(Asset.of("openapi.json", Asset.REVALIDATE, bytes), missing.isEmpty(), System.nanoTime());
        merged.set(made);
        return made;
    }

    /** Returns the descriptions that come from the Javadoc of the services' records and of the contracts. */
    private static Map<String, String> texts(SortedMap<String, JsonNode> documents) {
        Map<String, String> texts = new HashMap<>();
        documents.values().forEach(document -> document.path(OpenApiCompletion.DESCRIPTIONS)
                .properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText())));
        return texts;
    }

    private JsonNode resource(String name) throws IOException {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the build.");
            }
            return json.readTree(in);
        }
    }

    /** Returns the security schemes of a path. They come from the route table, so the document cannot contradict it. */
    private List<String> security(String path) {
        Route route = routes.table().find(path);
        return switch (route == null ? Access.PUBLIC : route.access()) {
            case PUBLIC -> List.of();
            case TOKEN -> List.of(OpenApiMerge.BEARER);
            case KEY -> List.of(OpenApiMerge.API_KEY);
            case EITHER -> List.of(OpenApiMerge.BEARER, OpenApiMerge.API_KEY);
        };
    }

    private boolean routed(String path, String service) {
        return routes.serviceOf(path).filter(service::equals).isPresent();
    }

    /**
     * A merged document.
     *
     * @param complete whether every service's document is included
     * @param madeAt   time of the merge, from {@link System#nanoTime}
     */
    private record Merged(@Nullable Asset asset, boolean complete, long madeAt) {}
}
