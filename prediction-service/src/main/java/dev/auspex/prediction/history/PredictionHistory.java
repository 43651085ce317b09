package dev.auspex.prediction.history;

import java.util.UUID;
import java.util.function.LongConsumer;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionPage;
import dev.auspex.contracts.problem.ProblemType;

/** A tenant's predictions, newest first. */
@ApplicationScoped
public class PredictionHistory {

    /** Size that a prediction's inputs and warnings seldom exceed, in bytes of JSON. */
    private static final long USUAL_BYTES = 8 * 1024;

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
     * @param limit  maximum number of items on the page; there are fewer if their inputs are large
     * @param size   receives the size of the page in bytes of JSON before objects are made of it; its exceptions pass
     *     through to the caller
     */
    public Uni<PredictionPage> page(UUID tenant, String model, String cursor, int limit, LongConsumer size) {
        PageCursor after = cursor == null ? null : seal.open(tenant, model, cursor);
        return predictions
                .newest(tenant, model, after, limit, size)
                .map(page -> new PredictionPage(
                        page.items(),
                        page.more() ? next(tenant, model, page.items().getLast()) : null));
    }

    /** Returns the size that a page can have at most, or the size to expect of a usual one if that is smaller. */
    public static long expectedBytes(int limit) {
        return Math.min(PredictionRepository.MOST_PAGE_BYTES, limit * USUAL_BYTES);
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
