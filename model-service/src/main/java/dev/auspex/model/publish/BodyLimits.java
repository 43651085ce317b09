package dev.auspex.model.publish;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.chassis.budget.RequestBudget;
import dev.auspex.chassis.problem.ProblemReply;

/**
 * Limits the size of request bodies: a large limit for uploads, which go to disk, and a small one for everything else,
 * which goes to memory. Both are settings of this installation; {@link RequestBudget} holds the limits of single
 * addresses and the memory of all bodies together.
 */
@ApplicationScoped
class BodyLimits {

    /** Extra bytes for the other fields of a form and its boundaries. */
    private static final long FORM = 1L << 20;

    private static final String MODELS = "/api/v1/models/";
    private static final String VERSIONS = "/versions";
    private static final int PRIORITY = 100;

    private final long largest;
    private final long largestOther;

    BodyLimits(UploadConfig config) {
        this.largest = config.largest().asLongValue() + FORM;
        this.largestOther = config.largestOther().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext call) {
        HttpMethod method = call.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            call.next();
            return;
        }
        long limit = method == HttpMethod.POST && isUpload(call.request().path()) ? largest : largestOther;
        String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit) {
            ProblemReply.send(call, RequestBudget.tooLarge(limit));
            return;
        }
        // A body without a declared length is counted while it is read.
        call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit);
        call.next();
    }

    static boolean isUpload(String path) {
        return path != null
                && path.startsWith(MODELS)
                && path.endsWith(VERSIONS)
                && path.indexOf('/', MODELS.length()) == path.length() - VERSIONS.length();
    }
}
