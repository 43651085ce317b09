package dev.auspex.model.registry;

import org.jspecify.annotations.Nullable;

import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/**
 * Content of a package's {@code preparation.json}: what its one feature is and how it becomes the graph's inputs.
 *
 * @param text  where it is a text, or null
 * @param image where it is an image, or null
 */
record PreparationSettings(
        @Nullable TextSettings text, @Nullable ImageSettings image) {

    PreparationSettings {
        if ((text == null) == (image == null)) {
            throw new IllegalArgumentException("it must have either `text` or `image`");
        }
    }
}
