package dev.auspex.prediction.request;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.Nullable;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.Violation;

/** Checks of text and image features, which the model service prepares. A version with such a feature has no other. */
final class TextAndImage {

    /** Maximum number of characters in a text, unless the schema sets a lower one. */
    private static final int MOST_CHARACTERS = 32_768;

    /** Maximum number of bytes in an image, unless the schema sets a lower one. */
    private static final int MOST_BYTES = 4 << 20;

    /**
     * Number of Base64 characters above which decoding and SHA-256 take a good part of a millisecond on a slow machine.
     */
    private static final int LONG_BASE64 = 64 << 10;

    /** First four bytes of a PNG file. */
    private static final int PNG = 0x89504E47;

    /** First three bytes of a JPEG file. */
    private static final int JPEG = 0xFFD8FF;

    private TextAndImage() {}

    /** Returns the maximum number of characters in a text or bytes in an image. */
    static int most(Feature feature) {
        int most = feature.type() == FeatureType.TEXT ? MOST_CHARACTERS : MOST_BYTES;
        return feature.max() == null ? most : (int) Math.max(1, Math.min(most, feature.max()));
    }

    /** Returns whether the check of a value takes long: an image is decoded twice, and its digest is computed. */
    static boolean takesLong(Feature feature, String given) {
        return feature.type() == FeatureType.IMAGE && given.length() > LONG_BASE64;
    }

    /** Returns what is wrong with a value, or null. */
    @Nullable
    static Violation violation(Feature feature, String pointer, String given) {
        return feature.type() == FeatureType.TEXT ? ofText(feature, pointer, given) : ofImage(feature, pointer, given);
    }

    @Nullable
    private static Violation ofText(Feature feature, String pointer, String given) {
        String name = feature.name();
        if (given.isBlank()) {
            return new Violation(pointer, "blank", "`" + name + "` is empty. Send some text.");
        }
        if (given.length() > most(feature)) {
            return new Violation(
                    pointer,
                    "length",
                    "`" + name + "` has " + given.length() + " characters; at most " + most(feature) + " are allowed.");
        }
        // PostgreSQL cannot store NUL or half of a surrogate pair in JSON.
        boolean letters = given.codePoints()
                .noneMatch(letter ->
                        letter == 0 || letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE);
        return letters
                ? null
                : new Violation(
                        pointer,
                        "letters",
                        "`" + name + "` contains a NUL character or half of a surrogate pair. Remove it.");
    }

    @Nullable
    private static Violation ofImage(Feature feature, String pointer, String given) {
        String name = feature.name();
        int most = most(feature);
        // Four characters of Base64 hold three bytes, so a file that is too large is rejected before it is decoded.
        if (given.length() / 4L * 3 > most + 3L) {
            return new Violation(
                    pointer, "size", "`" + name + "` is too large; at most " + most + " bytes are allowed.");
        }
        byte[] file;
        try {
            file = Base64.getDecoder().decode(given);
        } catch (IllegalArgumentException e) {
            return new Violation(
                    pointer,
                    "base64",
                    "`" + name + "` is not valid Base64. Send a PNG or JPEG file encoded as Base64.");
        }
        if (file.length > most) {
            return new Violation(
                    pointer, "size", "`" + name + "` has " + file.length + " bytes; at most " + most + " are allowed.");
        }
        return kind(file) == null
                ? new Violation(
                        pointer, "image", "`" + name + "` is neither a PNG nor a JPEG file. Convert it to one of them.")
                : null;
    }

    /** Returns the values to store, to send to the model service and to publish in events. */
    static CheckedInput told(Map<String, Object> values, Feature feature, List<Violation> violations, int wrong) {
        Map<String, Object> kept = new LinkedHashMap<>(values);
        Map<String, Object> measures = new LinkedHashMap<>(values);
        if (values.get(feature.name()) instanceof String given) {
            if (feature.type() == FeatureType.TEXT) {
                measures.put(feature.name(), given.length());
            } else {
                byte[] file = Base64.getDecoder().decode(given);
                kept.put(feature.name(), kind(file) + ";bytes=" + file.length + ";sha256=" + sha256(file));
                measures.put(feature.name(), file.length);
            }
        }
        Map<String, Object> present = new LinkedHashMap<>(values);
        present.values().removeIf(value -> value == null);
        return new CheckedInput(kept, present, measures, List.copyOf(violations), wrong, List.of());
    }

    @Nullable
    private static String kind(byte[] file) {
        if (file.length < Integer.BYTES) {
            return null;
        }
        int first = (file[0] & 0xFF) << 24 | (file[1] & 0xFF) << 16 | (file[2] & 0xFF) << 8 | file[3] & 0xFF;
        if (first == PNG) {
            return "image/png";
        }
        return first >>> 8 == JPEG ? "image/jpeg" : null;
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
