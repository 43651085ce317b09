package dev.auspex.prediction.request;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.problem.Violation;
import dev.auspex.prediction.Schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InputValidatorTest {

    private final InputValidator churn = new InputValidator(Schemas.of("churn-2"));

    @Test
    void takesTheExamplesOfEveryBundledModel() {
        for (String name : List.of("churn-1", "churn-2", "credit-1")) {
            CheckedInput input = new InputValidator(Schemas.of(name)).check(Schemas.examples(name));

            assertTrue(input.good(), name + " " + input.violations());
            assertEquals(Schemas.examples(name), input.values());
            assertEquals(List.of(), input.warnings());
        }
    }

    @Test
    void takesATextWholeAndTellsEventsItsLength() {
        // Given
        InputValidator reviews = new InputValidator(Schemas.of("reviews-1"));
        String text = "Tr\u00e8s bon \uD83D\uDE00";

        // When
        CheckedInput input = reviews.check(Map.of("review", text));

        // Then
        assertTrue(input.good());
        assertEquals(Map.of("review", text), input.values());
        assertEquals(Map.of("review", text), input.present());
        assertEquals(Map.of("review", 11), input.measures());
    }

    @Test
    void refusesATextThatIsNoneOrBlankOrTooLongOrNoText() {
        InputValidator reviews = new InputValidator(Schemas.of("reviews-1"));

        assertCode(reviews, "review", 7, "type", "a string of at most 2000 characters.");
        assertCode(reviews, "review", null, "required", "a string of at most 2000 characters.");
        assertCode(reviews, "review", " \n", "blank", "empty");
        assertCode(reviews, "review", "a".repeat(2001), "length", "2001 characters; at most 2000 are allowed.");
        assertCode(reviews, "review", "a\0b", "letters", "NUL");
        assertCode(reviews, "review", "a\uD83D", "letters", "surrogate");
    }

    @Test
    void keepsOfAnImageWhatTellsItFromOthers() {
        // Given
        InputValidator digits = new InputValidator(Schemas.of("digits-1"));
        byte[] file = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};
        String base64 = Base64.getEncoder().encodeToString(file);

        // When
        CheckedInput input = digits.check(Map.of("image", base64));

        // Then
        assertTrue(input.good());
        assertEquals(Map.of("image", base64), input.present());
        assertEquals(Map.of("image", 7), input.measures());
        assertTrue(input.values().get("image").toString().matches("image/png;bytes=7;sha256=[0-9a-f]{64}"));
    }

    @Test
    void refusesAnImageThatIsNoneOrTooLarge() {
        InputValidator digits = new InputValidator(Schemas.of("digits-1"));
        byte[] large = new byte[70_000];
        large[0] = (byte) 0xFF;
        large[1] = (byte) 0xD8;
        large[2] = (byte) 0xFF;

        assertCode(digits, "image", 7, "type", "a PNG or JPEG file of at most 65536 bytes, encoded as Base64.");
        assertCode(digits, "image", "%%%", "base64", "not valid Base64.");
        assertCode(digits, "image", "aGVsbG8=", "image", "neither a PNG nor a JPEG");
        assertCode(digits, "image", Base64.getEncoder().encodeToString(large), "size", "65536 bytes");
    }

    private static void assertCode(InputValidator validator, String name, Object value, String code, String part) {
        Map<String, Object> input = new HashMap<>();
        input.put(name, value);
        CheckedInput checked = validator.check(input);
        assertEquals(
                List.of(code),
                checked.violations().stream().map(Violation::code).toList());
        Violation violation = checked.violations().getFirst();
        assertEquals("/features/" + name, violation.pointer());
        assertTrue(violation.message().contains(part), violation.message());
    }

    @Test
    void refusesAMissingRequiredFeatureAndOneThatIsNull() {
        assertViolation("tenure", null, "required", "`tenure` is missing. Send a whole number, 0 to 72 months.");
        Map<String, Object> without = Schemas.examples("churn-2");
        without.remove("contract");

        CheckedInput input = churn.check(without);

        Violation violation = input.violations().getFirst();
        assertEquals("/features/contract", violation.pointer());
        assertEquals("required", violation.code());
        assertTrue(violation.message().contains("one of \"Month-to-month\", \"One year\", \"Two year\""));
    }

    @Test
    void leavesAMissingOptionalFeatureOutOfTheCallAndKeepsItAsNull() {
        // Given
        Map<String, Object> features = Schemas.examples("churn-2");
        features.remove("total_charges");

        // When
        CheckedInput input = churn.check(features);

        // Then
        assertTrue(input.good());
        assertTrue(input.values().containsKey("total_charges"));
        assertFalse(input.present().containsKey("total_charges"));
        assertEquals(input.values().size() - 1, input.present().size());
    }

    @Test
    void refusesUnknownFeaturesAndGuessesWhatWasMeant() {
        assertViolation("tenur", 3, "unknown", "Version 2 of `churn` has no feature `tenur`. Did you mean `tenure`?");
        assertViolation("colour", "red", "unknown", "Version 2 of `churn` has no feature `colour`.");
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertViolation("tenure", "long", "type", "`tenure` is a string. Send a whole number, 0 to 72 months.");
        assertViolation(
                "monthly_charges",
                true,
                "type",
                "`monthly_charges` is a boolean. Send a number, 18.25 to 118.75 US dollars.");
        assertViolation(
                "contract",
                12,
                "type",
                "`contract` is a number. Send one of \"Month-to-month\", \"One year\", \"Two year\".");
        assertViolation("female", List.of(1), "type", "`female` is a list. Send a whole number, 0 to 1.");
        assertViolation("female", Map.of("a", 1), "type", "`female` is an object. Send a whole number, 0 to 1.");
    }

    @Test
    void refusesNumbersThatTheModelsInputCannotHold() {
        String message = "`monthly_charges` is too large. Its magnitude must be finite and at most 3.4e38.";
        for (Number number : List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                1e39,
                -1e39,
                BigInteger.TEN.pow(60),
                new BigDecimal("1e500"))) {
            assertViolation("monthly_charges", number, "finite", message);
        }
        assertViolation(
                "tenure", 1e300, "finite", "`tenure` is too large. Its magnitude must be finite and at most 3.4e38.");
    }

    @Test
    void refusesAFractionWhereAWholeNumberBelongs() {
        assertViolation("tenure", 3.5, "integer", "`tenure` is 3.5. It must be a whole number.");
        assertEquals(3L, check("tenure", 3.0).values().get("tenure"));
        assertEquals(3, check("tenure", 3).values().get("tenure"));
        assertTrue(check("tenure", BigInteger.TEN.pow(20)).good());
        assertTrue(check("tenure", 1e20).good());
    }

    @Test
    void refusesAnUnknownCategoryAndGuessesWhatWasMeant() {
        assertViolation(
                "contract",
                "one year",
                "category",
                "`contract` is \"one year\", but it must be one of \"Month-to-month\", \"One year\", \"Two year\"."
                        + " Did you mean \"One year\"?");
        assertViolation(
                "contract",
                "",
                "category",
                "`contract` is \"\", but it must be one of \"Month-to-month\", \"One year\", \"Two year\".");
    }

    @Test
    void warnsOfNumbersOutsideOfTheTrainedRange() {
        CheckedInput input = check("tenure", 400);

        assertTrue(input.good());
        Violation warning = input.warnings().getFirst();
        assertEquals("/features/tenure", warning.pointer());
        assertEquals("range", warning.code());
        assertEquals(
                "`tenure` is 400. The model was trained on values of 0 to 72 months, so its answer is less certain.",
                warning.message());
        assertEquals(1, check("monthly_charges", 18).warnings().size());
        assertEquals(0, check("monthly_charges", 18.25).warnings().size());
        assertEquals(0, check("tenure", 72).warnings().size());
    }

    @Test
    void warnsOfNumbersThatTheModelReadsAsOthers() {
        InputValidator validator = new InputValidator(version(
                new Feature("x", FeatureType.NUMBER, "", null, true, null, null, null, 2),
                new Feature("n", FeatureType.INTEGER, "", null, true, null, null, null, 2)));

        assertReadAs(validator, 16_777_217, "16777217", "16777216");
        assertReadAs(validator, -16_777_217L, "-16777217", "-16777216");
        assertReadAs(validator, 16_777_219.0, "16777219", "16777220");
        assertReadAs(validator, Long.MAX_VALUE, "9223372036854775807", "9223372036854775808");
        assertReadAs(validator, BigInteger.TEN.pow(20), "100000000000000000000", "100000002004087734272");
        for (Number exact : List.of(
                16_777_216, 16_777_218, -33_554_432L, 1L << 40, BigInteger.TWO.pow(80), new BigDecimal("16777220.0"))) {
            assertEquals(
                    List.of(), validator.check(Map.of("x", exact, "n", exact)).warnings(), exact.toString());
        }
        // What is merely rounded is no news.
        for (Number fraction : List.of(0.1, 1.1, 1e-30, 3.14159265358979, 16_777_215.5)) {
            assertEquals(
                    List.of(), validator.check(Map.of("x", fraction, "n", 1)).warnings(), fraction.toString());
        }
    }

    private static void assertReadAs(InputValidator validator, Number given, String shown, String read) {
        CheckedInput input = validator.check(Map.of("x", given, "n", given));
        assertTrue(input.good());
        assertEquals(
                List.of(
                        new Violation(
                                "/features/x",
                                "precision",
                                "`x` is " + shown + ", which the model reads as " + read
                                        + ". It reads whole numbers exactly only up to 16777216."),
                        new Violation(
                                "/features/n",
                                "precision",
                                "`n` is " + shown + ", which the model reads as " + read
                                        + ". It reads whole numbers exactly only up to 16777216.")),
                input.warnings());
    }

    @Test
    void saysThatANumberInQuotesNeedsNone() {
        assertViolation(
                "tenure", "12", "type", "`tenure` is a string. Send a whole number, 0 to 72 months, without quotes.");
        assertViolation("tenure", true, "type", "`tenure` is a boolean. Send a whole number, 0 to 72 months.");
    }

    @Test
    void namesTheFirstOfVeryManyWrongValuesAndSaysHowManyThereAre() {
        // Given
        Map<String, Object> features = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            features.put("n".repeat(60) + i, i);
        }

        // When
        CheckedInput input = churn.check(features);

        // Then
        assertEquals(100, input.violations().size());
        assertTrue(input.wrong() > 1_000, input.wrong() + " wrong");
        assertTrue(input.violations().stream()
                        .mapToInt(it -> it.message().length() + it.pointer().length())
                        .sum()
                < 64 * 1024);
    }

    @Test
    void tellsOpenRangesAndLongListsShortly() {
        // Given
        List<String> many = IntStream.range(0, 50).mapToObj(i -> "c" + i).toList();
        InputValidator validator = new InputValidator(version(
                new Feature("least", FeatureType.NUMBER, "", null, true, 1.5, null, null, 2),
                new Feature("most", FeatureType.NUMBER, "", "kg", true, null, 9.0, null, 2),
                new Feature("free", FeatureType.NUMBER, "", null, true, null, null, null, 2),
                new Feature("many", FeatureType.CATEGORY, "", null, true, null, null, many, "c1")));

        // When
        CheckedInput input = validator.check(Map.of("many", "x".repeat(100)));

        // Then
        List<String> messages =
                input.violations().stream().map(Violation::message).toList();
        assertEquals("`least` is missing. Send a number, at least 1.5.", messages.get(0));
        assertEquals("`most` is missing. Send a number, at most 9 kg.", messages.get(1));
        assertEquals("`free` is missing. Send a number.", messages.get(2));
        assertTrue(messages.get(3).startsWith("`many` is \"" + "x".repeat(60) + "...\", but it must be one of \"c0\""));
        assertTrue(messages.get(3).endsWith("\"c19\" and 30 more."), messages.get(3));
    }

    @Test
    void findsEverythingThatIsWrongAtOnce() {
        // Given
        Map<String, Object> features = Schemas.examples("churn-2");
        features.put("tenure", 1.5);
        features.put("contract", "Forever");
        features.put("a/b~c", 1);
        features.remove("female");

        // When
        CheckedInput input = churn.check(features);

        // Then
        assertEquals(
                List.of("/features/female", "/features/tenure", "/features/contract", "/features/a~1b~0c"),
                input.violations().stream().map(Violation::pointer).toList());
    }

    private CheckedInput check(String name, Object value) {
        Map<String, Object> features = new HashMap<>(Schemas.examples("churn-2"));
        features.put(name, value);
        return churn.check(features);
    }

    private void assertViolation(String name, Object value, String code, String message) {
        List<Violation> violations = check(name, value).violations();
        assertEquals(List.of(new Violation("/features/" + name, code, message)), violations);
    }

    private static ModelVersion version(Feature... features) {
        return new ModelVersion(
                "m",
                "1",
                "",
                "",
                "",
                List.of(features),
                List.of("no", "yes"),
                "yes",
                0.5,
                Map.of(),
                1,
                "",
                "",
                Instant.EPOCH);
    }
}
