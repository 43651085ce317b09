package dev.auspex.training.plan;

import java.util.List;

/** Plans of the bundled models of tables. */
public final class Plans {

    private Plans() {}

    public static List<ModelPlan> all() {
        return List.of(ChurnPlan.plan(), CreditPlan.plan());
    }
}
