package dev.auspex.prediction.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonPointer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.prediction.Schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InputValidatorPropertyTest {

    private static final ModelVersion CHURN = Schemas.of("churn-2");

    private final InputValidator validator = new InputValidator(CHURN);

    @Property(tries = 2000)
    void anyInputIsGoodOrNamesWhatIsWrong(@ForAll("inputs") Map<String, Object> input) {
        CheckedInput checked = validator.check(input);

        for (Violation violation : checked.violations()) {
            // A pointer that points to what it names, and a message for people.
            JsonPointer pointer = JsonPointer.compile(violation.pointer());
            assertEquals("features", pointer.getMatchingProperty());
            assertFalse(violation.message().isBlank());
        }
        if (checked.good()) {
            assertEquals(CHURN.features().size(), checked.values().size());
            assertTrue(CHURN.features().stream()
                    .allMatch(it -> !it.required() || checked.present().containsKey(it.name())));
        }
        assertTrue(CHURN.features().stream()
                .map(it -> it.name())
                .toList()
                .containsAll(checked.values().keySet()));
    }

    @Property(tries = 500)
    void aGoodInputStaysGoodWhenItsOwnValuesAreCheckedAgain(@ForAll("numbers") double charges) {
        Map<String, Object> input = new LinkedHashMap<>(Schemas.examples("churn-2"));
        input.put("monthly_charges", charges);

        CheckedInput once = validator.check(input);

        assertEquals(Math.abs(charges) <= Float.MAX_VALUE, once.good());
        if (once.good()) {
            assertEquals(once, validator.check(once.values()));
        }
    }

    @Provide
    Arbitrary<Double> numbers() {
        return Arbitraries.doubles().edgeCases(it -> it.add(1e39, -1e39, (double) Float.MAX_VALUE));
    }

    @Provide
    Arbitrary<Map<String, Object>> inputs() {
        List<String> names = CHURN.features().stream().map(it -> it.name()).toList();
        Arbitrary<String> keys = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, Arbitraries.of(names)),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(80)));
        Arbitrary<Map<String, Object>> changes =
                Arbitraries.maps(keys, values()).ofMaxSize(25).map(LinkedHashMap::new);
        return changes.flatMap(change -> Arbitraries.of(true, false).map(onExamples -> {
            Map<String, Object> input = new LinkedHashMap<>(onExamples ? Schemas.examples("churn-2") : Map.of());
            input.putAll(change);
            return input;
        }));
    }

    private static Arbitrary<Object> values() {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(100).asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.bigIntegers().asGeneric(),
                Arbitraries.bigDecimals().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.of("No", "Yes", "DSL", "One year").asGeneric());
        return Arbitraries.oneOf(
                        plain,
                        plain.list().ofMaxSize(3).asGeneric(),
                        Arbitraries.maps(Arbitraries.strings().ofMaxLength(3), plain)
                                .ofMaxSize(3)
                                .asGeneric())
                .injectNull(0.1);
    }
}
