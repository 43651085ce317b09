package dev.auspex.contracts.auth;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Options with which a browser asks for a passkey: {@code PublicKeyCredentialRequestOptionsJSON} of Web Authentication
 * Level 3, section 5.1, for {@code navigator.credentials.get}.
 *
 * @param challenge        Base64url; can be used once, until {@code timeout} has passed
 * @param timeout          time in which to sign in, in milliseconds
 * @param rpId             host name for whose pages the passkey can be used
 * @param userVerification {@code required}: with a fingerprint, face or PIN
 */
public record PasskeyRequestOptions(
        String challenge,
        long timeout,
        @Schema(examples = "auspex.example.org") String rpId,
        @Schema(examples = "required") String userVerification) {}
