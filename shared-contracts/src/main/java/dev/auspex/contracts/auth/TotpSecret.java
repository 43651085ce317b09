package dev.auspex.contracts.auth;

/**
 * A secret for an authenticator app. It counts when a code of it was shown.
 *
 * @param secret Base32, to type
 * @param uri    the same as {@code otpauth:} address, for a QR code
 */
public record TotpSecret(String secret, String uri) {

    @Override
    public String toString() {
        return "TotpSecret[]";
    }
}
