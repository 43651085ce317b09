package dev.auspex.prediction.model;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/** Translation of the model service's answers into results and problems for the caller. */
@ApplicationScoped
class ModelAnswers {

    private static final Logger LOG = Logger.getLogger(ModelAnswers.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** Codes that only the model service can find. Any other violation should have been found by this service. */
    private static final Set<String> VALUE_CODES = Set.of("image", "size", "required", "uncomputable");
    /** How far rounding in single precision may push a probability outside the range 0 to 1. */
    private static final double TOLERANCE = 1e-3;

    private final ObjectReader result;
    private final ObjectReader rows;
    private final ObjectReader problem;

    ModelAnswers(ObjectMapper json) {
        this.result = tolerant(json, InferenceResult.class);
        this.rows = tolerant(json, RowsResult.class);
        this.problem = tolerant(json, Problem.class);
    }

    private static ObjectReader tolerant(ObjectMapper json, Class<?> type) {
        return json.readerFor(type)
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    /** Returns whether the answer counts as a failure in the circuit breaker of the caller. */
    boolean isOutage(ModelConnection.Answer answer) {
        return answer.status() >= 500 && answer.status() != 504;
    }

    /** Returns the exception for an answer without a result. */
    RuntimeException failed(VersionKey key, ModelConnection.Answer answer) {
        return failed(key, answer.status(), seconds(answer.retryAfter()));
    }

    /** Reads the answer to one row. Throws {@link ModelDown} or {@link ProblemException}. */
    InferenceResult one(VersionKey key, ModelConnection.Answer answer) {
        if (answer.status() == ProblemType.INVALID_INPUT.status()) {
            Problem said = parse(problem, answer.body());
            throw refused(key, said == null ? null : said.violations(), RETRY_AFTER);
        }
        if (answer.status() != 200) {
            throw failed(key, answer);
        }
        InferenceResult understood = parse(result, answer.body());
        if (understood == null) {
            throw ModelConnection.notUnderstood();
        }
        return withoutRounding(understood);
    }

    /**
     * Clamps values just outside 0 to 1: sums in single precision can reach 1.0000001. Values further away stay as they
     * are and are rejected later.
     */
    private static InferenceResult withoutRounding(InferenceResult it) {
        List<Double> given = it.probabilities();
        if (given == null || given.contains(null)) {
            return it;
        }
        boolean whole = isShare(it.score()) && given.stream().allMatch(ModelAnswers::isShare);
        return whole
                ? it
                : new InferenceResult(
                        it.version(),
                        it.label(),
                        rounded(it.score()),
                        given.stream().map(ModelAnswers::rounded).toList(),
                        it.queueMicros(),
                        it.inferenceMicros(),
                        it.batchSize(),
                        it.warnings());
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private static double rounded(double value) {
        boolean near = value >= -TOLERANCE && value <= 1 + TOLERANCE;
        return near ? Math.clamp(value, 0.0, 1.0) : value;
    }

    /**
     * Returns INVALID_INPUT if the violations are all about values. Only the model service knows, for example, whether
     * an image can be decoded, and the caller needs to hear that.
     */
    private RuntimeException refused(VersionKey key, @Nullable List<Violation> violations, Duration retryAfter) {
        boolean ofValues = violations != null
                && !violations.isEmpty()
                && violations.stream().allMatch(it -> it != null && VALUE_CODES.contains(it.code()));
        return ofValues
                ? new ProblemException(
                        ProblemType.INVALID_INPUT, violations.getFirst().message(), violations)
                : failed(key, ProblemType.INVALID_INPUT.status(), retryAfter);
    }

    /** Reads the answer to several rows. Throws {@link ModelDown} or {@link ProblemException}. */
    RowsResult several(VersionKey key, int count, ModelConnection.Answer answer) {
        if (answer.status() != 200) {
            throw failed(key, answer);
        }
        RowsResult understood = parse(rows, answer.body());
        if (understood == null
                || understood.rows() == null
                || understood.rows().size() != count
                || understood.rows().contains(null)) {
            throw ModelConnection.notUnderstood();
        }
        return understood;
    }

    /** Reads one row of an answer to several. Throws {@link ModelDown} or {@link ProblemException}. */
    InferenceResult row(VersionKey key, RowsResult.Row row) {
        if (row.status() == ProblemType.INVALID_INPUT.status()) {
            throw refused(key, row.violations(), RETRY_AFTER);
        }
        if (row.status() != 200) {
            throw failed(
                    key,
                    row.status(),
                    row.retryAfterSeconds() == null ? RETRY_AFTER : Duration.ofSeconds(row.retryAfterSeconds()));
        }
        if (row.result() == null) {
            throw ModelConnection.notUnderstood();
        }
        return withoutRounding(row.result());
    }

    private RuntimeException failed(VersionKey key, int status, Duration retryAfter) {
        return switch (status) {
            case 401 ->
                new ProblemException(
                        ProblemType.UNAUTHENTICATED,
                        "The access token expired before the model answered. Refresh the token and try again.");
            case 403 -> new ProblemException(ProblemType.FORBIDDEN, "This account is not allowed to use this model.");
            case 404 -> new ProblemException(ProblemType.NOT_FOUND, "The model service no longer has this version.");
            case 413 ->
                new ProblemException(
                        ProblemType.BODY_TOO_LARGE,
                        "The input needs more memory than one request may use. Scale the image down, or shorten the text.");
            case 429 ->
                new ProblemException(ProblemType.OVERLOADED, "The model is busy. Try again in a moment.", retryAfter);
            case 503 ->
                ModelDown.atWork(new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The model service is not available. Try again in a moment.",
                        retryAfter));
            case 504 ->
                new ProblemException(ProblemType.DEADLINE_EXCEEDED, "The model did not answer before the deadline.");
            default -> {
                LOG.errorf(
                        "model service sent an unexpected status model=%s version=%s status=%d",
                        key.model(), key.version(), status);
                ProblemException problem = ModelConnection.notUnderstood();
                yield status >= 500 ? ModelDown.atWork(problem) : problem;
            }
        };
    }

    private static <T> T parse(ObjectReader reader, Buffer body) {
        try {
            return reader.readValue(body.getBytes());
        } catch (IOException e) {
            // Jackson's message quotes the answer, which can contain inputs.
            LOG.errorf(
                    "model service sent an invalid response cause=%s",
                    e.getClass().getSimpleName());
            throw ModelConnection.notUnderstood();
        }
    }

    private static Duration seconds(String retryAfter) {
        if (retryAfter == null || !retryAfter.matches("[0-9]{1,4}")) {
            return RETRY_AFTER;
        }
        return Duration.ofSeconds(Long.parseLong(retryAfter));
    }
}
