package dev.auspex.contracts.auth;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Options with which a browser creates a passkey: {@code PublicKeyCredentialCreationOptionsJSON} of Web Authentication
 * Level 3, section 5.1, for {@code navigator.credentials.create}.
 *
 * @param rp                     this installation
 * @param user                   the account
 * @param challenge              Base64url; can be used once, by this account and session, until {@code timeout} has
 *                               passed
 * @param pubKeyCredParams       accepted kinds of keys, preferred first
 * @param timeout                time in which to create the passkey, in milliseconds
 * @param excludeCredentials     existing passkeys of the account; an authenticator that holds one does not create
 *                               another
 * @param authenticatorSelection what the authenticator must support
 * @param attestation            {@code none}: the model of the authenticator is not requested
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
     * This installation as the relying party.
     *
     * @param id   host name for whose pages the passkey can be used
     * @param name display name of the installation
     */
    @Schema(name = "PasskeyRelyingParty")
    public record RelyingParty(
            @Schema(examples = "auspex.example.org") String id, String name) {}

    /**
     * The account that the passkey is for.
     *
     * @param id          the 16 bytes of the account id in Base64url
     * @param name        email address of the account
     * @param displayName name that the browser shows
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
     * An existing credential.
     *
     * @param type       {@code public-key}
     * @param id         id of the credential in Base64url
     * @param transports ways to reach its authenticator
     */
    @Schema(name = "PasskeyCredential")
    public record Credential(String type, String id, List<String> transports) {}

    /**
     * What the authenticator must support.
     *
     * @param residentKey        {@code required}: the passkey identifies the account without an email address
     * @param requireResidentKey the same for older browsers
     * @param userVerification   {@code required}: with a fingerprint, face or PIN
     */
    @Schema(name = "PasskeySelection")
    public record Selection(String residentKey, boolean requireResidentKey, String userVerification) {}
}
