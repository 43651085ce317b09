package dev.auspex.model.publish;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.auspex.chassis.problem.Problems;
import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;

/** One limit for uploads, which go to the disk, and a small one for everything else, which goes to memory. */
@ApplicationScoped
class BodyLimits {

    /** Room for the other fields of a form and the lines between them. */
    private static final long FORM = 1L << 20;

    private static final String MODELS = "/api/v1/models/";
    private static final String VERSIONS = "/versions";
    private static final int PRIORITY = 100;
    private static final long MOST_DISCARDED = 64L << 20;

    private final long largest;
    private final long largestOther;
    private final ObjectMapper json;

    BodyLimits(UploadConfig config, ObjectMapper json) {
        this.largest = config.largest().asLongValue() + FORM;
        this.largestOther = config.largestOther().asLongValue();
        this.json = json;
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
            refuse(call, limit);
            return;
        }
        // A body that does not tell its length is counted by who reads it.
        call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit);
        call.next();
    }

    static boolean isUpload(String path) {
        return path != null
                && path.startsWith(MODELS)
                && path.endsWith(VERSIONS)
                && path.indexOf('/', MODELS.length()) == path.length() - VERSIONS.length();
    }

    private void refuse(RoutingContext call, long limit) {
        String detail = "The body is larger than the " + limit + " bytes that this address takes";
        Problem problem =
                Problems.of(ProblemType.BODY_TOO_LARGE, detail, call.request().path(), List.of());
        try {
            call.response()
                    .setStatusCode(ProblemType.BODY_TOO_LARGE.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
            discard(call.request());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written as JSON", e);
        }
    }

    /** A client that still sends would not see the answer if the connection closed under it; one that goes on and on does. */
    private static void discard(HttpServerRequest request) {
        long[] left = {MOST_DISCARDED};
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
