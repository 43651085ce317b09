package dev.auspex.model.registry;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.graph.engine.TensorSpec;

/**
 * Estimates how many characters of JSON describe a version, without writing them. Members that a file may leave out count
 * nothing.
 */
public final class JsonSize {

    /** Names of members, short values and punctuation of one object. */
    private static final int OBJECT = 150;

    /** Quotes and the comma of one text. */
    private static final int TEXT = 3;

    private static final int NUMBER = 20;

    private JsonSize() {}

    /** Returns the characters that describe all of a version: schema, reference profile, inputs and outputs. */
    static long of(ServedVersion version) {
        return of(version.description())
                + (version.reference() == null ? 0 : of(version.reference()))
                + of(version.graph().inputs())
                + of(version.graph().outputs());
    }

    static long of(ModelVersion description) {
        long metrics =
                description.metrics() == null ? 0 : texts(description.metrics().keySet());
        return OBJECT
                + length(description.title())
                + length(description.description())
                + length(description.algorithm())
                + metrics
                + texts(description.labels())
                + description.features().stream().mapToLong(JsonSize::of).sum();
    }

    private static long of(Feature feature) {
        return OBJECT
                + length(feature.name())
                + length(feature.description())
                + length(feature.unit())
                + length(feature.example())
                + texts(feature.categories());
    }

    static long of(ReferenceProfile reference) {
        long score = reference.score() == null ? 0 : of(reference.score());
        return OBJECT
                + score
                + reference.features().stream().mapToLong(JsonSize::of).sum();
    }

    private static long of(FeatureReference feature) {
        return OBJECT
                + length(feature.name())
                + texts(feature.categories())
                + NUMBER * (count(feature.edges()) + count(feature.proportions()));
    }

    /** Returns the characters that describe inputs or outputs. */
    public static long of(List<TensorSpec> tensors) {
        return tensors.stream()
                .mapToLong(tensor -> OBJECT
                        + length(tensor.name())
                        + texts(tensor.symbols())
                        + (long) NUMBER * tensor.shape().size())
                .sum();
    }

    private static long texts(@Nullable Collection<String> texts) {
        return texts == null
                ? 0
                : texts.stream().mapToLong(text -> TEXT + length(text)).sum();
    }

    private static long count(@Nullable Collection<?> values) {
        return values == null ? 0 : values.size();
    }

    private static long length(@Nullable Object value) {
        return value instanceof String text ? text.length() : 0;
    }
}
