package dev.auspex.prediction.request;

import java.util.List;
import java.util.Map;

import dev.auspex.contracts.problem.Violation;

/**
 * Result of checking an input.
 *
 * @param values     values to store: every feature of the schema in its order, null if it is missing or invalid; an
 *                   image is replaced by its type, size and digest
 * @param present    values to send to the model service: without the missing ones, images in full
 * @param measures   values to publish in events: a text is replaced by its number of characters, an image by its number
 *                   of bytes
 * @param violations what is wrong, at most the first 100 violations; the input must not be used unless this is empty
 * @param wrong      number of violations found
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
