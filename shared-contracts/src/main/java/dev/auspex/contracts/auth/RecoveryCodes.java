package dev.auspex.contracts.auth;

import java.util.List;

/**
 * Codes for the day that the device is lost. Each is good for one sign-in; they are shown this once.
 *
 * @param codes ten codes
 */
public record RecoveryCodes(List<String> codes) {

    @Override
    public String toString() {
        return "RecoveryCodes[]";
    }
}
