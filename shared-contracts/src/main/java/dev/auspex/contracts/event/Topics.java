package dev.auspex.contracts.event;

/** Kafka topics. The name of a topic contains the major version of its events. */
public final class Topics {

    /** {@link PredictionCompleted}, keyed by prediction id. */
    public static final String PREDICTION_COMPLETED = "prediction.completed.v1";

    /** {@link ModelChanged}, keyed by model. */
    public static final String MODEL_CHANGED = "model.changed.v1";

    /** {@link AccessRevoked}, keyed by subject. */
    public static final String ACCESS_REVOKED = "access.revoked.v1";

    /** {@link TenantChanged}, keyed by tenant; compacted, so that the latest event of every tenant stays available. */
    public static final String TENANT_CHANGED = "tenant.changed.v1";

    private Topics() {}
}
