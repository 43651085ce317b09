package dev.auspex.contracts.auth;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a browser makes a passkey of: {@code PublicKeyCredentialCreationOptionsJSON} of Web Authentication Level 3, section 5.1,
 * for {@code navigator.credentials.create}.
 *
 * @param rp                     this installation
 * @param user                   the account
 * @param challenge              base64url; good once, for this account and session, until {@code timeout}
 * @param pubKeyCredParams       kinds of keys, the best first
 * @param timeout                milliseconds
 * @param excludeCredentials     passkeys that the account has; an authenticator that holds one makes no second
 * @param authenticatorSelection what the authenticator must be able to do
 * @param attestation            {@code none}: nobody asks for its make
 */
public record PasskeyCreationOptions(
        RelyingParty rp,
        User user,
        String challenge,
        List<KeyKind> pubKeyCredParams,
        long timeout,
        List<Credential> excludeCredentials,
        Selection authenticatorSelection,
        @Schema(examples = "none") String attestation) {

    /**
     * This installation.
     *
     * @param id   host for whose pages the passkey is good
     * @param name what people call it
     */
    @Schema(name = "PasskeyRelyingParty")
    public record RelyingParty(
            @Schema(examples = "auspex.example.org") String id, String name) {}

    /**
     * The account.
     *
     * @param id          its id's 16 bytes in base64url
     * @param name        its e-mail address
     * @param displayName name for its owner
     */
    @Schema(name = "PasskeyUser")
    public record User(String id, String name, String displayName) {}

    /**
     * A kind of key.
     *
     * @param type {@code public-key}
     * @param alg  COSE algorithm: -8 EdDSA, -7 ES256, -257 RS256
     */
    @Schema(name = "PasskeyKeyKind")
    public record KeyKind(String type, long alg) {}

    /**
     * A credential.
     *
     * @param type       {@code public-key}
     * @param id         base64url
     * @param transports ways to reach its authenticator
     */
    @Schema(name = "PasskeyCredential")
    public record Credential(String type, String id, List<String> transports) {}

    /**
     * What the authenticator must be able to do.
     *
     * @param residentKey        {@code required}: it finds the account by itself
     * @param requireResidentKey the same for older browsers
     * @param userVerification   {@code required}: by fingerprint, face or PIN
     */
    @Schema(name = "PasskeySelection")
    public record Selection(String residentKey, boolean requireResidentKey, String userVerification) {}
}
