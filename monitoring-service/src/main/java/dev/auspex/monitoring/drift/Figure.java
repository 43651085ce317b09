package dev.auspex.monitoring.drift;

import java.util.Optional;

import jakarta.annotation.Nullable;

import dev.auspex.contracts.monitoring.AbsenceReason;
import dev.auspex.contracts.monitoring.AbsentFigure;

/** A figure, or the reason why it is absent. */
public final class Figure {

    @Nullable
    private final Double value;

    @Nullable
    private final AbsenceReason reason;

    private final String detail;

    private Figure(@Nullable Double value, @Nullable AbsenceReason reason, String detail) {
        this.value = value;
        this.reason = reason;
        this.detail = detail;
    }

    public static Figure of(double value) {
        return new Figure(value, null, "");
    }

    /**
     * Returns an absent figure.
     *
     * @param detail what is missing and what to do about it, in full sentences
     */
    public static Figure absent(AbsenceReason reason, String detail) {
        return new Figure(null, reason, detail);
    }

    /** Returns the value, or null if it is absent. */
    @Nullable
    public Double value() {
        return value;
    }

    /**
     * Returns why the value is absent, or empty if there is a value.
     *
     * @param figure name of the figure
     */
    public Optional<AbsentFigure> absence(String figure) {
        return reason == null ? Optional.empty() : Optional.of(new AbsentFigure(figure, reason, detail));
    }
}
