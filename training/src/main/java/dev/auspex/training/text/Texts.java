package dev.auspex.training.text;

import dev.auspex.training.data.TextColumn;

/**
 * Texts that were embedded, with their encoder.
 *
 * @param column  texts, one for each row
 * @param encoder encoder that embedded them
 */
public record Texts(TextColumn column, Encoder encoder) {}
