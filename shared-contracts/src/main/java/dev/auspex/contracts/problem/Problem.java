package dev.auspex.contracts.problem;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error as RFC 9457 {@code application/problem+json}.
 *
 * @param type       URI of the kind of problem, from {@link ProblemType}
 * @param title      name of the kind of problem
 * @param status     HTTP status
 * @param detail     what went wrong this time and what to do about it
 * @param instance   path of the request
 * @param traceId    trace of the request, to find it in the traces and logs
 * @param violations every violation at once, for input errors only
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        @Schema(examples = "https://auspex.dev/problems/invalid-input")
        String type,

        String title,
        int status,
        String detail,
        @Nullable String instance,
        @Nullable String traceId,
        @Nullable List<Violation> violations) {

    public static final String MEDIA_TYPE = "application/problem+json";
}
