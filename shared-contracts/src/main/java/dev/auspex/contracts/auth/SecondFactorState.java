package dev.auspex.contracts.auth;

/**
 * Whether there is a second factor.
 *
 * @param enabled           whether sign-ins ask for a code
 * @param recoveryCodesLeft recovery codes that were not used
 */
public record SecondFactorState(boolean enabled, int recoveryCodesLeft) {}
