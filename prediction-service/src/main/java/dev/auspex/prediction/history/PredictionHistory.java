package dev.auspex.prediction.history;

import java.util.ArrayList;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionPage;
import dev.auspex.contracts.problem.ProblemType;

/** A tenant's predictions, newest first. */
@ApplicationScoped
public class PredictionHistory {

    private final PredictionRepository predictions;
    private final CursorSeal seal;

    PredictionHistory(PredictionRepository predictions, CursorSeal seal) {
        this.predictions = predictions;
        this.seal = seal;
    }

    /**
     * Returns one page.
     *
     * @param model  model whose predictions are returned, or null for all models
     * @param cursor {@code nextCursor} of the previous page, or null; an invalid cursor fails with INVALID_INPUT
     * @param limit  maximum number of items on the page
     */
    public Uni<PredictionPage> page(UUID tenant, String model, String cursor, int limit) {
        PageCursor after = cursor == null ? null : seal.open(tenant, model, cursor);
        // One more than the limit shows whether there is a next page.
        return predictions
                .newest(tenant, model, after, limit + 1)
                .map(found -> found.size() > limit
                        ? new PredictionPage(
                                new ArrayList<>(found.subList(0, limit)), next(tenant, model, found.get(limit - 1)))
                        : new PredictionPage(found, null));
    }

    private String next(UUID tenant, String model, Prediction last) {
        return seal.seal(tenant, model, new PageCursor(last.createdAt(), last.id()));
    }

    /** Returns one prediction. Fails with NOT_FOUND if the tenant has no such prediction. */
    public Uni<Prediction> get(UUID tenant, UUID id) {
        return predictions
                .find(tenant, id)
                .onItem()
                .ifNull()
                .failWith(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "There is no prediction " + id + " in this tenant"));
    }
}
