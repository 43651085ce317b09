package dev.auspex.training.plan;

import java.util.List;

/** All models. */
public final class Plans {

    private Plans() {}

    public static List<ModelPlan> all() {
        return List.of(ChurnPlan.plan(), CreditPlan.plan());
    }
}
