package dev.auspex.model.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.Contribution;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.EngineWords;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RunEndedException;
import dev.auspex.model.explain.ExplainMeters.Failure;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.runtime.GraphProblems;

/** One explanation. It is answered on the context that it came from, so that its caller stays on its event loop. */
final class ExplainTask implements Runnable, Patience {

    private static final Logger LOG = Logger.getLogger(ExplainTask.class);

    private final ExplainedVersion explained;
    private final ServedVersion version;
    private final Map<String, Object> given;
    private final Row row;
    private final int permutations;
    private final Deadline deadline;
    private final UniEmitter<? super Explanation> caller;
    private final Context context = Vertx.currentContext();
    private final long since = System.nanoTime();
    private volatile boolean abandoned;

    /** @param given values that the row was made from */
    ExplainTask(
            ExplainedVersion explained,
            Map<String, Object> given,
            Row row,
            int permutations,
            Deadline deadline,
            UniEmitter<? super Explanation> caller) {
        this.explained = explained;
        this.version = explained.version();
        this.given = new HashMap<>(given);
        this.row = row;
        this.permutations = permutations;
        this.deadline = deadline;
        this.caller = caller;
        caller.onTermination(() -> abandoned = true);
    }

    @Override
    public void run() {
        long started = System.nanoTime();
        try {
            explained.meters().waited(started - since);
            require();
            Explanation explanation = explain(started);
            explained.meters().explained(explanation.method(), System.nanoTime() - started);
            onContext(() -> caller.complete(explanation));
        } catch (CancellationException e) {
            LOG.debugf("caller disconnected model=%s version=%s", version.model(), version.version());
        } catch (ProblemException e) {
            fail(failure(e.type()), e);
        } catch (RunEndedException e) {
            fail(
                    Failure.DEADLINE,
                    new ProblemException(
                            ProblemType.DEADLINE_EXCEEDED,
                            "The deadline passed before the explanation was complete. Try again, or allow more time."));
        } catch (GraphException e) {
            failed(e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "explanation failed unexpectedly model=%s version=%s", version.model(), version.version());
            fail(Failure.ENGINE, e);
        }
    }

    private void failed(GraphException e) {
        Optional<ProblemException> known = GraphProblems.of(e);
        if (explained.closed()) {
            fail(Failure.CLOSING, Explanations.closing());
        } else if (known.isPresent()) {
            fail(failure(known.get().type()), known.get());
        } else {
            LOG.warnf(
                    "explanation failed in the engine model=%s version=%s cause=%s",
                    version.model(), version.version(), EngineWords.withoutValues(e));
            fail(Failure.ENGINE, new ProblemException(ProblemType.INTERNAL, "The model failed on this input."));
        }
    }

    void fail(Failure failure, RuntimeException cause) {
        explained.meters().failure(failure);
        onContext(() -> caller.fail(cause));
    }

    private Explanation explain(long started) throws GraphException {
        Explainer explainer = explained.explainer(this);
        double score;
        try (RowScorer scorer = new RowScorer(version, 1, this)) {
            score = scorer.score(List.of(row))[0];
        }
        Attribution attribution = explainer.explain(row, score, permutations, this);
        double error = attribution.distanceFrom(score);
        // The negated form also refuses NaN.
        if (!(error <= Attribution.TOLERANCE)) {
            LOG.errorf(
                    "contributions did not add up model=%s version=%s difference=%s",
                    version.model(), version.version(), error);
            throw new ProblemException(
                    ProblemType.INTERNAL,
                    "The contributions differ from the score by " + error + ", so the explanation is not returned.");
        }
        return new Explanation(
                version.model(),
                version.version(),
                version.description().positiveLabel(),
                score,
                attribution.method(),
                attribution.scale(),
                attribution.base(),
                attribution.score(attribution.base()),
                attribution.output(),
                contributions(attribution),
                error,
                attribution.backgroundRows(),
                attribution.permutations(),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started));
    }

    /** Returns the contributions, the largest first; equal ones keep the order of the schema. */
    private List<Contribution> contributions(Attribution attribution) {
        List<String> names = new Features(version.layout()).names();
        List<Contribution> contributions = new ArrayList<>();
        for (Feature feature : version.description().features()) {
            int number = names.indexOf(feature.name());
            contributions.add(new Contribution(
                    feature.name(),
                    given.get(feature.name()),
                    attribution.contributions()[number],
                    attribution.standardErrors() == null ? null : attribution.standardErrors()[number]));
        }
        contributions.sort(Comparator.comparingDouble((Contribution it) -> -Math.abs(it.contribution())));
        return contributions;
    }

    @Override
    public void require() {
        if (abandoned) {
            throw new CancellationException();
        }
        if (deadline.passed()) {
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED,
                    "The deadline passed before the explanation was complete. Try again, or allow more time.");
        }
    }

    @Override
    public Deadline until() {
        return deadline;
    }

    private void onContext(Runnable step) {
        if (context == null) {
            step.run();
        } else {
            context.runOnContext(ignored -> step.run());
        }
    }

    private static Failure failure(ProblemType type) {
        return switch (type) {
            case DEADLINE_EXCEEDED -> Failure.DEADLINE;
            case CONFLICT -> Failure.BACKGROUND;
            case INTERNAL -> Failure.ADDITIVITY;
            default -> Failure.ENGINE;
        };
    }
}
