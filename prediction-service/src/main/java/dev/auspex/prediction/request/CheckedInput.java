package dev.auspex.prediction.request;

import java.util.List;
import java.util.Map;

import dev.auspex.contracts.problem.Violation;

/**
 * What became of an input.
 *
 * @param values     every feature of the schema in its order, null where it is missing; only good values
 * @param present    the same without those that are missing
 * @param violations everything that is wrong; the input must not be used unless this is empty
 * @param warnings   what is unusual but not wrong
 */
record CheckedInput(
        Map<String, Object> values, Map<String, Object> present, List<Violation> violations, List<Violation> warnings) {

    boolean good() {
        return violations.isEmpty();
    }
}
