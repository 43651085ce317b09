package dev.auspex.auth.passkey;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.contracts.auth.PasskeyAssertion;
import dev.auspex.contracts.auth.PasskeyRegistration;

/**
 * Verifies the answers of authenticators (Web Authentication Level 3, sections 7.1 and 7.2). User
 * verification is required: by fingerprint, face or PIN. The make of an authenticator does not matter, so its
 * attestation is not checked.
 */
@ApplicationScoped
class PasskeyVerifier {

    private static final Logger LOG = Logger.getLogger(PasskeyVerifier.class);

    /** Key algorithms, preferred first. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.RS256);

    private static final List<PublicKeyCredentialParameters> PARAMETERS = ALGORITHMS.stream()
            .map(algorithm -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
            .toList();

    private static final boolean USER_VERIFIED = true;
    private static final boolean USER_PRESENT = true;

    private final RelyingParty relyingParty;
    private final WebAuthnManager manager;
    private final AttestedCredentialDataConverter credentials;

    PasskeyVerifier(RelyingParty relyingParty) {
        ObjectConverter converter = new ObjectConverter();
        this.relyingParty = relyingParty;
        this.manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
        this.credentials = new AttestedCredentialDataConverter(converter);
    }

    /** Parses a registration without verifying it. */
    Registration read(PasskeyRegistration given) {
        RegistrationRequest request = new RegistrationRequest(
                bytes(given.response().attestationObject()),
                bytes(given.response().clientDataJSON()),
                given.response().transports() == null
                        ? Set.of()
                        : Set.copyOf(given.response().transports()));
        RegistrationData data = refusing("unreadable", () -> manager.parse(request));
        return new Registration(data, challenge(data.getCollectedClientData()), bytes(given.id()));
    }

    /** Parses an assertion without verifying it. */
    Assertion read(PasskeyAssertion given) {
        AuthenticationRequest request = new AuthenticationRequest(
                bytes(given.id()),
                bytes(given.response().userHandle()),
                bytes(given.response().authenticatorData()),
                bytes(given.response().clientDataJSON()),
                bytes(given.response().signature()));
        AuthenticationData data = refusing("unreadable", () -> manager.parse(request));
        return new Assertion(data, challenge(data.getCollectedClientData()));
    }

    private static byte[] challenge(CollectedClientData client) {
        if (client == null || client.getChallenge() == null) {
            throw new PasskeyRefused("unreadable");
        }
        return client.getChallenge().getValue();
    }

    private static byte[] bytes(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }

    /**
     * Runs work of the library and translates its failures. The library's own failures say what is wrong; any other
     * exception means that the bytes make no sense.
     *
     * @throws PasskeyRefused in both cases
     */
    private static <T> T refusing(String otherwise, Supplier<T> work) {
        try {
            return work.get();
        } catch (VerificationException e) {
            throw new PasskeyRefused(cause(e), e);
        } catch (RuntimeException e) {
            LOG.debugf(e, "authenticator response not readable");
            throw new PasskeyRefused(otherwise, e);
        }
    }

    /** Converts the name of an exception: {@code BadSignatureException} becomes {@code bad-signature}. */
    private static String cause(VerificationException failure) {
        return failure.getClass()
                .getSimpleName()
                .replaceFirst("Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private ServerProperty server(byte[] challenge) {
        return ServerProperty.builder()
                .origins(relyingParty.origins().stream().map(Origin::new).collect(Collectors.toSet()))
                .rpId(relyingParty.id())
                .challenge(() -> challenge)
                .build();
    }

    /** A new passkey, parsed but not verified. */
    final class Registration {

        private final RegistrationData data;
        private final byte[] challenge;
        private final byte[] credentialId;

        private Registration(RegistrationData data, byte[] challenge, byte[] credentialId) {
            this.data = data;
            this.challenge = challenge;
            this.credentialId = credentialId;
        }

        /** Returns the challenge that the answer claims; the caller must check that it was issued here. */
        byte[] challenge() {
            return challenge.clone();
        }

        /**
         * Verifies the registration, and returns the passkey to store.
         *
         * @throws PasskeyRefused if anything is not as required
         */
        StoredPasskey checked(UUID id, UUID account) {
            refusing(
                    "unreadable",
                    () -> manager.verify(
                            data,
                            new RegistrationParameters(server(challenge), PARAMETERS, USER_VERIFIED, USER_PRESENT)));
            AuthenticatorData<?> said = data.getAttestationObject().getAuthenticatorData();
            AttestedCredentialData credential = said.getAttestedCredentialData();
            if (!Arrays.equals(credential.getCredentialId(), credentialId)) {
                throw new PasskeyRefused("other-credential");
            }
            return new StoredPasskey(
                    id,
                    account,
                    credential.getCredentialId(),
                    credentials.convert(credential),
                    said.getSignCount(),
                    said.isFlagBE(),
                    said.isFlagBS(),
                    data.getTransports() == null
                            ? List.of()
                            : data.getTransports().stream()
                                    .map(transport -> transport.getValue())
                                    .sorted()
                                    .toList());
        }
    }

    /** A use of a passkey, parsed but not verified. */
    final class Assertion {

        private final AuthenticationData data;
        private final byte[] challenge;

        private Assertion(AuthenticationData data, byte[] challenge) {
            this.data = data;
            this.challenge = challenge;
        }

        byte[] credentialId() {
            return data.getCredentialId();
        }

        /** Returns the user handle that the authenticator reports. */
        byte[] userHandle() {
            return data.getUserHandle();
        }

        /** Returns the challenge that the answer claims; the caller must check that it was issued here. */
        byte[] challenge() {
            return challenge.clone();
        }

        /**
         * Verifies the assertion, and returns the passkey in its state after this use.
         *
         * @throws PasskeyRefused if anything is not as required: another page or host, a signature by another key, no
         *     user verification, or a counter that indicates a copy
         */
        StoredPasskey checked(StoredPasskey known) {
            CredentialRecordImpl record = refusing(
                    "unreadable",
                    () -> new CredentialRecordImpl(
                            new NoneAttestationStatement(),
                            true,
                            known.backupEligible(),
                            known.backedUp(),
                            known.signCount(),
                            credentials.convert(known.credential()),
                            null,
                            null,
                            null,
                            null));
            refusing(
                    "unreadable",
                    () -> manager.verify(
                            data,
                            new AuthenticationParameters(
                                    server(challenge), record, null, USER_VERIFIED, USER_PRESENT)));
            AuthenticatorData<?> said = data.getAuthenticatorData();
            return new StoredPasskey(
                    known.id(),
                    known.accountId(),
                    known.credentialId(),
                    known.credential(),
                    said.getSignCount(),
                    known.backupEligible(),
                    said.isFlagBS(),
                    known.transports());
        }
    }
}
