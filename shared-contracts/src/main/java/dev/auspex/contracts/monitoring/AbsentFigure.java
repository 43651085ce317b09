package dev.auspex.contracts.monitoring;

/**
 * Why a figure has no value.
 *
 * @param figure member that is null, such as {@code psi}
 * @param reason what kind of reason it is
 * @param detail what is missing and what to do, for people
 */
public record AbsentFigure(String figure, AbsenceReason reason, String detail) {}
