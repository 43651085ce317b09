package dev.auspex.gateway.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.asset.Asset;
import dev.auspex.gateway.asset.AssetAnswer;
import dev.auspex.gateway.asset.PagePolicy;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;

/** Serves the web application, and answers requests that nothing else handled. */
@ApplicationScoped
public class WebApplication {

    /** Runs after everything else in the gateway, before the framework's own handlers. */
    private static final int ORDER = -1_000;

    private static final Logger LOG = Logger.getLogger(WebApplication.class);

    private static final List<String> NEVER_PAGES = List.of("/api/", "/v2/", "/.well-known/", "/internal/", "/assets/");

    private static final Refusal NOTHING_HERE = new Refusal(
            "route", ProblemType.NOT_FOUND, "No operation has this address. See `/api/docs` for all of them.");

    private static final Refusal READ_ONLY =
            new Refusal("method", ProblemType.METHOD_NOT_ALLOWED, "This address is read-only. Use GET or HEAD.");

    private static final String NOT_BUILT = """
            <!doctype html>
            <html lang="en">
              <head><meta charset="utf-8"><title>Auspex</title></head>
              <body>
                <h1>Auspex is running</h1>
                <p>The web application is not built. Install Node 20 or newer and run <code>./auspex up</code> again,
                  or set <code>AUSPEX_WEB_DIR</code> to a folder with a build.</p>
                <p>The API is documented at <a href="/api/docs">/api/docs</a>.</p>
              </body>
            </html>
            """;

    private final WebConfig config;
    private final Vertx vertx;
    private final Asset notBuilt = Asset.of("not-built.html", "no-store", NOT_BUILT.getBytes(StandardCharsets.UTF_8));
    private final AtomicReference<WebFiles> files = new AtomicReference<>(WebFiles.NONE);
    private @Nullable FileTime readFrom;
    private long timer = -1;

    WebApplication(WebConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::answer);
    }

    void start(@Observes StartupEvent event) {
        if (config.dir().isPresent()) {
            Path folder = config.dir().get();
            refresh(folder);
            timer = vertx.setPeriodic(
                    Math.max(100, config.rescan().toMillis()),
                    tick -> vertx.executeBlocking(() -> {
                        refresh(folder);
                        return null;
                    }));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Reads the folder again if its index has changed. A broken build leaves the last good one in place. */
    private synchronized void refresh(Path folder) {
        try {
            Path index = folder.resolve("index.html");
            FileTime changed = Files.isRegularFile(index) ? Files.getLastModifiedTime(index) : null;
            if (changed != null && !changed.equals(readFrom)) {
                files.set(WebFiles.read(folder, config.mostBytes().asLongValue()));
                readFrom = changed;
                LOG.infof("web application read folder=%s", folder);
            }
        } catch (IOException e) {
            LOG.warnf("web application not read folder=%s cause=%s", folder, e);
        }
    }

    private void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        WebFiles build = files.get();
        Asset file = build.find(path);
        boolean read = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        if (file != null && read) {
            AssetAnswer.send(request, file, PagePolicy.STRICT);
        } else if (file != null) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            ProblemAnswer.send(request, READ_ONLY);
        } else if (read && isPage(request, path)) {
            Asset index = build.index();
            AssetAnswer.send(request, index == null ? notBuilt : index, PagePolicy.STRICT);
        } else {
            ProblemAnswer.send(request, NOTHING_HERE);
        }
    }

    /** Returns whether the request is for a page. All addresses of the web application serve the same page. */
    private static boolean isPage(HttpServerRequest request, String path) {
        if (path.equals("/")) {
            return true;
        }
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        if (accepted == null || !accepted.contains("text/html") || path.equals("/api") || path.equals("/v2")) {
            return false;
        }
        for (String prefix : NEVER_PAGES) {
            if (path.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }
}
