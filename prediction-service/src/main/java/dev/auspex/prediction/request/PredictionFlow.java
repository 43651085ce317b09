package dev.auspex.prediction.request;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.chassis.id.UuidV7;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.Topics;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.contracts.prediction.Timings;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.prediction.model.ModelCatalogue;
import dev.auspex.prediction.model.ModelClient;
import dev.auspex.prediction.model.VersionKey;
import dev.auspex.prediction.outbox.GroupCommitter;
import dev.auspex.prediction.outbox.NewEvent;
import dev.auspex.prediction.outbox.NewPrediction;
import dev.auspex.prediction.tenant.LoggedTenants;

/**
 * Flow of one prediction from request to durable record: resolve the version, check the input, infer, commit, answer.
 */
@ApplicationScoped
class PredictionFlow {

    private static final Logger LOG = Logger.getLogger(PredictionFlow.class);

    private final Calls calls;
    private final ModelCatalogue catalogue;
    private final InputChecks checks;
    private final ModelClient models;
    private final GroupCommitter committer;
    private final UuidV7 ids;
    private final ObjectMapper json;
    private final PredictionMetrics metrics;
    private final LoggedTenants logged;
    private final Cache<VersionKey, InputValidator> validators;

    PredictionFlow(
            Calls calls,
            ModelCatalogue catalogue,
            InputChecks checks,
            ModelClient models,
            GroupCommitter committer,
            UuidV7 ids,
            ObjectMapper json,
            PredictionMetrics metrics,
            LoggedTenants logged,
            RequestConfig config) {
        this.calls = calls;
        this.catalogue = catalogue;
        this.checks = checks;
        this.models = models;
        this.committer = committer;
        this.ids = ids;
        this.json = json;
        this.metrics = metrics;
        this.logged = logged;
        this.validators = Caffeine.newBuilder().maximumSize(config.validators()).build();
    }

    /** Makes a prediction and stores it durably. Fails with a {@link ProblemException} of the documented types. */
    Uni<Prediction> predict(PredictionRequest request) {
        Call call = calls.current();
        if (call.deadline().passed()) {
            return Uni.createFrom().failure(late());
        }
        return catalogue
                .resolve(call.tenant(), request.model(), request.version())
                .onFailure()
                .invoke(metrics::failedUnresolved)
                .chain(version -> predict(call, version, request));
    }

    private Uni<Prediction> predict(Call call, ModelVersion version, PredictionRequest request) {
        return attempt(call, version, request).onFailure(PredictionFlow::isGone).recoverWithUni(gone -> catalogue
                .resolveAgain(call.tenant(), request.model(), request.version(), version)
                .chain(other -> other.isPresent()
                        ? attempt(call, other.get(), request)
                        : Uni.createFrom()
                                .<Prediction>failure(gone)
                                .onFailure()
                                .invoke(cause -> metrics.failed(version.model(), version.version(), cause))));
    }

    /**
     * Returns whether the version was unloaded after its alias was read. Nothing is stored yet, so the alias's new
     * version may answer.
     */
    private static boolean isGone(Throwable cause) {
        return cause instanceof ProblemException told && told.type() == ProblemType.NOT_FOUND;
    }

    private Uni<Prediction> attempt(Call call, ModelVersion version, PredictionRequest request) {
        return infer(call, version, request)
                .onItem()
                .invoke(() -> metrics.created(version.model(), version.version()))
                .onFailure(cause -> !isGone(cause))
                .invoke(cause -> metrics.failed(version.model(), version.version(), cause));
    }

    private Uni<Prediction> infer(Call call, ModelVersion version, PredictionRequest request) {
        long validating = System.nanoTime();
        return checks.check(validator(version), request.features())
                .chain(input -> infer(call, version, input, validating));
    }

    private Uni<Prediction> infer(Call call, ModelVersion version, CheckedInput input, long validating) {
        if (!input.good()) {
            return Uni.createFrom().failure(invalid(input));
        }
        long calling = System.nanoTime();
        return models.infer(
                        VersionKey.of(version),
                        call.tenant(),
                        new InferenceRequest(input.present()),
                        call.deadline(),
                        call.bearer(),
                        call.requestId())
                .chain(result -> {
                    Spent spent = new Spent(micros(validating, calling), micros(calling, System.nanoTime()));
                    return commit(call, version, input, result, spent);
                });
    }

    /** Microseconds that validation and the call to the model service took. */
    private record Spent(long validateMicros, long modelCallMicros) {}

    private Uni<Prediction> commit(
            Call call, ModelVersion version, CheckedInput input, InferenceResult result, Spent spent) {
        double confidence = confidence(version, result);
        // PostgreSQL keeps microseconds, and the answer must equal what a later request reads.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Prediction draft = new Prediction(
                ids.next(),
                version.model(),
                version.version(),
                input.values(),
                result.label(),
                result.score(),
                confidence,
                warnings(input, result),
                timings(call, result, spent, 0),
                now);
        long committing = System.nanoTime();
        NewPrediction row = row(call, draft, input.measures());
        return committer
                .commit(row, call.deadline())
                .invoke(() -> log(row))
                .map(done -> answer(draft, timings(call, result, spent, micros(committing, System.nanoTime()))));
    }

    /**
     * Logs the inputs for tenants that want it; no other line has them. They are logged as stored, so that no line can
     * be forged.
     */
    private void log(NewPrediction row) {
        if (logged.wants(row.tenant())) {
            Prediction made = row.prediction();
            LOG.infof(
                    "prediction made tenant=%s model=%s version=%s prediction=%s label=%s inputs=%s",
                    row.tenant(), made.model(), made.version(), made.id(), made.label(), row.featuresJson());
        }
    }

    private static List<Violation> warnings(CheckedInput input, InferenceResult result) {
        if (result.warnings().isEmpty()) {
            return input.warnings();
        }
        List<Violation> warnings = new ArrayList<>(input.warnings());
        warnings.addAll(result.warnings());
        return warnings;
    }

    private NewPrediction row(Call call, Prediction draft, Map<String, Object> measures) {
        PredictionCompleted event = new PredictionCompleted(
                draft.id(),
                call.tenant(),
                draft.model(),
                draft.version(),
                draft.label(),
                draft.score(),
                measures,
                draft.timings().inferenceMicros(),
                draft.timings().totalMicros(),
                draft.createdAt());
        return new NewPrediction(
                call.tenant(),
                call.account(),
                draft,
                text(draft.features()),
                draft.warnings().isEmpty() ? "[]" : text(draft.warnings()),
                new NewEvent(
                        ids.next(),
                        Topics.PREDICTION_COMPLETED,
                        PredictionCompleted.TYPE,
                        draft.id().toString(),
                        call.traceParent(),
                        text(event)));
    }

    private static Prediction answer(Prediction draft, Timings timings) {
        return new Prediction(
                draft.id(),
                draft.model(),
                draft.version(),
                draft.features(),
                draft.label(),
                draft.score(),
                draft.confidence(),
                draft.warnings(),
                timings,
                draft.createdAt());
    }

    private static Timings timings(Call call, InferenceResult result, Spent spent, long commitMicros) {
        return new Timings(
                spent.validateMicros(),
                result.queueMicros(),
                result.inferenceMicros(),
                spent.modelCallMicros(),
                commitMicros,
                call.elapsedMicros());
    }

    /**
     * Returns the probability of the predicted label. Throws UPSTREAM_FAILED if the answer does not fit the version, so
     * that it is not stored.
     */
    private static double confidence(ModelVersion version, InferenceResult result) {
        List<Double> probabilities = result.probabilities();
        int label = version.labels().indexOf(result.label());
        if (label < 0
                || probabilities == null
                || probabilities.size() != version.labels().size()
                || !version.version().equals(result.version())
                || !isShare(result.score())
                || !isShare(probabilities.get(label))) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "The answer of the model service does not match the schema of the model.");
        }
        return probabilities.get(label);
    }

    private static boolean isShare(Double value) {
        return value != null && value >= 0 && value <= 1;
    }

    // Compares by identity: comparing all features of two equal versions would cost more than the check itself.
    @SuppressWarnings("ReferenceEquality")
    private InputValidator validator(ModelVersion version) {
        VersionKey key = VersionKey.of(version);
        InputValidator known = validators.getIfPresent(key);
        if (known != null && known.version() == version) {
            return known;
        }
        InputValidator made = new InputValidator(version);
        validators.put(key, made);
        return made;
    }

    private static ProblemException invalid(CheckedInput input) {
        int told = input.violations().size();
        String detail = input.wrong() == 1
                ? input.violations().getFirst().message()
                : input.wrong() + " values are invalid. "
                        + (told < input.wrong()
                                ? "The first " + told + " are listed in `violations`."
                                : "See `violations`.");
        return new ProblemException(ProblemType.INVALID_INPUT, detail, input.violations());
    }

    private static ProblemException late() {
        return new ProblemException(ProblemType.DEADLINE_EXCEEDED, "The deadline passed before processing began.");
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A prediction could not be written as JSON.", e);
        }
    }

    private static long micros(long from, long to) {
        return (to - from) / 1_000;
    }
}
