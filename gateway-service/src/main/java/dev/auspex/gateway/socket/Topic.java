package dev.auspex.gateway.socket;

import java.util.Optional;
import java.util.Set;

/**
 * Subject of a subscription: predictions or models of the socket's tenant, either all of them or those of one model.
 * Written {@code predictions} or {@code predictions:churn}.
 *
 * @param kind  kind of event
 * @param model name of a model, or empty for all
 */
record Topic(String kind, String model) {

    static final String PREDICTIONS = "predictions";
    static final String MODELS = "models";
    static final Set<String> KINDS = Set.of(PREDICTIONS, MODELS);

    private static final int LONGEST_MODEL = 100;

    static Optional<Topic> parse(Object written) {
        if (!(written instanceof String text)) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String model = colon < 0 ? "" : text.substring(colon + 1);
        if (!KINDS.contains(kind) || (colon >= 0 && model.isEmpty()) || model.length() > LONGEST_MODEL) {
            return Optional.empty();
        }
        return Optional.of(new Topic(kind, model));
    }

    @Override
    public String toString() {
        return model.isEmpty() ? kind : kind + ":" + model;
    }
}
