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

/** What the model service's answers mean to who asked for a prediction. */
@ApplicationScoped
class ModelAnswers {

    private static final Logger LOG = Logger.getLogger(ModelAnswers.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** What the model service alone finds out about a value; anything else that it refuses was for this service to refuse. */
    private static final Set<String> VALUE_CODES = Set.of("image", "size", "required", "uncomputable");
    /** How far rounding in single precision takes a probability from where it can be. */
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

    /** Whether the model service as a whole is in trouble, as the circuit breaker sees it. */
    boolean isOutage(ModelConnection.Answer answer) {
        return answer.status() >= 500 && answer.status() != 504;
    }

    /** What an answer without a result means. */
    RuntimeException failed(VersionKey key, ModelConnection.Answer answer) {
        return failed(key, answer.status(), seconds(answer.retryAfter()));
    }

    /** The answer to one row; throws {@link ModelDown} or {@link ProblemException}. */
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

    /** Sums in single precision reach 1.0000001; what is further away from a probability stays as it is, for others to refuse. */
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

    /** Only the model service sees whether an image can be decoded; what it says of a value is for who gave it. */
    private RuntimeException refused(VersionKey key, @Nullable List<Violation> violations, Duration retryAfter) {
        boolean ofValues = violations != null
                && !violations.isEmpty()
                && violations.stream().allMatch(it -> it != null && VALUE_CODES.contains(it.code()));
        return ofValues
                ? new ProblemException(
                        ProblemType.INVALID_INPUT, violations.getFirst().message(), violations)
                : failed(key, ProblemType.INVALID_INPUT.status(), retryAfter);
    }

    /** The answer to several rows; throws {@link ModelDown} or {@link ProblemException}. */
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

    /** One row of an answer to several; throws {@link ModelDown} or {@link ProblemException}. */
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
                new ProblemException(ProblemType.UNAUTHENTICATED, "The access token expired on the way; refresh it");
            case 403 -> new ProblemException(ProblemType.FORBIDDEN, "This account may not use this model");
            case 404 -> new ProblemException(ProblemType.NOT_FOUND, "The model service no longer has this version");
            case 429 ->
                new ProblemException(ProblemType.OVERLOADED, "The model is busy; try again after a moment", retryAfter);
            case 503 ->
                ModelDown.atWork(new ProblemException(
                        ProblemType.UNAVAILABLE, "The model service is not available; try again", retryAfter));
            case 504 ->
                new ProblemException(ProblemType.DEADLINE_EXCEEDED, "The model could not answer before the deadline");
            default -> {
                LOG.errorf(
                        "model service answered unexpectedly model=%s version=%s status=%d",
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
            // Jackson's message would quote the answer, which can hold inputs.
            LOG.errorf(
                    "model service's answer is not understood cause=%s",
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
