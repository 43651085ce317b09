package dev.auspex.contracts.auth;

/**
 * Whether two-factor authentication is on.
 *
 * @param enabled           whether a code is required to sign in
 * @param recoveryCodesLeft number of unused recovery codes
 */
public record SecondFactorState(boolean enabled, int recoveryCodesLeft) {}
