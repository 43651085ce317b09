package dev.auspex.chassis.problem;

import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Creates problem documents with the trace id of the current request, and logs each one. The records reach Jackson only
 * inside a Response, where Quarkus cannot detect them, so they are registered here for the native image.
 */
@RegisterForReflection(targets = {Problem.class, Violation.class})
public final class Problems {

    private Problems() {}

    public static Problem of(ProblemType type, String detail, String instance, List<Violation> violations) {
        String traceId = traceId();
        ProblemLog.answered(type.status(), type.uri(), instance, traceId);
        return new Problem(type.uri(), type.title(), type.status(), detail, instance, traceId, violations);
    }

    /** Returns the id of the current request's trace, or null if there is none. */
    public static @Nullable String traceId() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }
}
