package dev.auspex.contracts.problem;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error in the format {@code application/problem+json} of RFC 9457.
 *
 * @param type       URI of the problem type, from {@link ProblemType}
 * @param title      name of the problem type
 * @param status     HTTP status
 * @param detail     what is wrong and what to do about it
 * @param instance   path of the request
 * @param traceId    trace id of the request, to find it in traces and logs
 * @param violations all violations, for input errors only
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
