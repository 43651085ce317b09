package dev.auspex.gateway.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.gateway.asset.Asset;
import dev.auspex.gateway.asset.AssetAnswer;
import dev.auspex.gateway.asset.PagePolicy;
import dev.auspex.gateway.problem.ProblemAnswer;
import dev.auspex.gateway.problem.Refusal;
import dev.auspex.gateway.problem.RefusedException;

/** Serves {@code /api/openapi.json}, and the page that shows it at {@code /api/docs}. */
@ApplicationScoped
public class OpenApiPages {

    private static final Logger LOG = Logger.getLogger(OpenApiPages.class);
    private static final int ORDER = -2_000;
    private static final String PAGE = "/api/docs";
    private static final String[] FILES = {
        "index.html", "docs.js", "swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"
    };

    private final OpenApiDocument document;
    private final Map<String, Asset> files = new TreeMap<>();

    OpenApiPages(OpenApiDocument document) {
        this.document = document;
        for (String file : FILES) {
            Asset asset = Asset.of(file, Asset.REVALIDATE, read("/api-docs/" + file));
            files.put(file.equals("index.html") ? PAGE : PAGE + "/" + file, asset);
        }
        files.put(PAGE + "/", files.get(PAGE));
    }

    void register(@Observes Router router) {
        router.route("/api/openapi.json")
                .order(ORDER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::json);
        router.route(PAGE + "*")
                .order(ORDER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::page);
    }

    private void json(RoutingContext context) {
        HttpServerRequest request = context.request();
        document.get()
                .onSuccess(asset -> AssetAnswer.send(request, asset, PagePolicy.STRICT))
                .onFailure(cause -> refuse(request, cause));
    }

    private void page(RoutingContext context) {
        Asset asset = files.get(context.request().path());
        if (asset == null) {
            context.next();
        } else {
            AssetAnswer.send(context.request(), asset, PagePolicy.API_DOCS);
        }
    }

    private static void refuse(HttpServerRequest request, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            ProblemAnswer.send(request, refused.refusal());
        } else {
            LOG.error("API document not created", cause);
            ProblemAnswer.send(
                    request,
                    new Refusal(
                            "openapi",
                            ProblemType.INTERNAL,
                            "The API document could not be created. Report the trace id."));
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = OpenApiPages.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the build.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
