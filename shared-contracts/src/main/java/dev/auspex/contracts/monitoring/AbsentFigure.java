package dev.auspex.contracts.monitoring;

/**
 * The reason why a figure has no value.
 *
 * @param figure name of the member that is null, such as {@code psi}
 * @param reason kind of reason
 * @param detail what is missing and what to do, for people to read
 */
public record AbsentFigure(String figure, AbsenceReason reason, String detail) {}
