package dev.auspex.chassis.json;

import com.fasterxml.jackson.databind.BeanProperty;
import jakarta.validation.constraints.Size;

/** Limit on the number of elements in a list or map while it is parsed. */
final class Bound {

    /** Limit where the contract sets none. */
    static final int OTHER = 100_000;

    private Bound() {}

    static int of(BeanProperty property) {
        Size size = property == null ? null : property.getAnnotation(Size.class);
        return size == null || size.max() == Integer.MAX_VALUE ? OTHER : size.max();
    }
}
