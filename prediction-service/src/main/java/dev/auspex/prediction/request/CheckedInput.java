package dev.auspex.prediction.request;

import java.util.List;
import java.util.Map;

import dev.auspex.contracts.problem.Violation;

/**
 * What became of an input.
 *
 * @param values     what is kept: every feature of the schema in its order, null where it is missing; only good values, an image
 *                   as what tells it from others
 * @param present    what the model service is asked with: the values without those that are missing, an image whole
 * @param measures   what events tell: the values, but of a text its characters and of an image its bytes
 * @param violations what is wrong, the first of it where there is much; the input must not be used unless this is empty
 * @param wrong      how many values are wrong
 * @param warnings   what is unusual but not wrong
 */
record CheckedInput(
        Map<String, Object> values,
        Map<String, Object> present,
        Map<String, Object> measures,
        List<Violation> violations,
        int wrong,
        List<Violation> warnings) {

    boolean good() {
        return violations.isEmpty();
    }
}
