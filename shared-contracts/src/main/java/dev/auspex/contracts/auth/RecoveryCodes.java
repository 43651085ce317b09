package dev.auspex.contracts.auth;

import java.util.List;

/**
 * Recovery codes for signing in when the device is lost. Each can be used once; they are shown only once.
 *
 * @param codes ten codes
 */
public record RecoveryCodes(List<String> codes) {

    @Override
    public String toString() {
        return "RecoveryCodes[]";
    }
}
