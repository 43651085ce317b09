package dev.auspex.chassis.json;

import com.fasterxml.jackson.databind.BeanProperty;
import jakarta.validation.constraints.Size;

/** How many elements a list or map may have while it is being read. */
final class Bound {

    /** Where the contract names no number. */
    static final int OTHER = 100_000;

    private Bound() {}

    static int of(BeanProperty property) {
        Size size = property == null ? null : property.getAnnotation(Size.class);
        return size == null || size.max() == Integer.MAX_VALUE ? OTHER : size.max();
    }
}
