package dev.auspex.contracts.auth;

/**
 * A secret for an authenticator app. It takes effect after a code from the app is confirmed.
 *
 * @param secret the secret in Base32, to type in
 * @param uri    the secret as an {@code otpauth:} URI, for a QR code
 */
public record TotpSecret(String secret, String uri) {

    @Override
    public String toString() {
        return "TotpSecret[]";
    }
}
