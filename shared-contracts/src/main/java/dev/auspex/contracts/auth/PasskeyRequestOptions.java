package dev.auspex.contracts.auth;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a browser asks for a passkey with: {@code PublicKeyCredentialRequestOptionsJSON} of Web Authentication Level 3, section 5.1,
 * for {@code navigator.credentials.get}.
 *
 * @param challenge        base64url; good once, until {@code timeout}
 * @param timeout          milliseconds
 * @param rpId             host for whose pages the passkey is good
 * @param userVerification {@code required}: by fingerprint, face or PIN
 */
public record PasskeyRequestOptions(
        String challenge,
        long timeout,
        @Schema(examples = "auspex.example.org") String rpId,
        @Schema(examples = "required") String userVerification) {}
