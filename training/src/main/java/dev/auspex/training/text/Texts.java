package dev.auspex.training.text;

import dev.auspex.training.data.TextColumn;

/**
 * What rows were before they became numbers.
 *
 * @param column  the texts, one for each row
 * @param encoder what made numbers of them
 */
public record Texts(TextColumn column, Encoder encoder) {}
