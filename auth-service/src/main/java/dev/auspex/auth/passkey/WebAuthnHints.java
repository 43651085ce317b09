package dev.auspex.auth.passkey;

import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.SignatureAlgorithm;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.Curve;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
import com.webauthn4j.data.attestation.statement.AndroidKeyAttestationStatement;
import com.webauthn4j.data.attestation.statement.AndroidSafetyNetAttestationStatement;
import com.webauthn4j.data.attestation.statement.AppleAnonymousAttestationStatement;
import com.webauthn4j.data.attestation.statement.AttestationCertificatePath;
import com.webauthn4j.data.attestation.statement.AttestationStatement;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.COSEKeyOperation;
import com.webauthn4j.data.attestation.statement.COSEKeyType;
import com.webauthn4j.data.attestation.statement.FIDOU2FAttestationStatement;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.attestation.statement.PackedAttestationStatement;
import com.webauthn4j.data.attestation.statement.TPMAttestationStatement;
import com.webauthn4j.data.client.ClientDataType;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.TokenBinding;
import com.webauthn4j.data.client.TokenBindingStatus;
import com.webauthn4j.data.client.challenge.Challenge;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.CredentialProtectionPolicy;
import com.webauthn4j.data.extension.UvmEntries;
import com.webauthn4j.data.extension.UvmEntry;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Types that webauthn4j has Jackson read from an authenticator's answers, registered for the native image because
 * Quarkus does not see them. AuthServiceIT adds passkeys of each kind, with and without an attestation statement, and
 * signs in with them, on the built artifact.
 */
@RegisterForReflection(
        targets = {
            AttestationObject.class,
            AuthenticatorData.class,
            AttestedCredentialData.class,
            AAGUID.class,
            COSEKey.class,
            EC2COSEKey.class,
            EdDSACOSEKey.class,
            RSACOSEKey.class,
            Curve.class,
            COSEAlgorithmIdentifier.class,
            COSEKeyOperation.class,
            COSEKeyType.class,
            SignatureAlgorithm.class,
            AttestationStatement.class,
            AttestationCertificatePath.class,
            NoneAttestationStatement.class,
            PackedAttestationStatement.class,
            AndroidKeyAttestationStatement.class,
            AndroidSafetyNetAttestationStatement.class,
            AppleAnonymousAttestationStatement.class,
            FIDOU2FAttestationStatement.class,
            TPMAttestationStatement.class,
            CollectedClientData.class,
            ClientDataType.class,
            Challenge.class,
            DefaultChallenge.class,
            Origin.class,
            TokenBinding.class,
            TokenBindingStatus.class,
            AuthenticatorTransport.class,
            AuthenticationExtensionsAuthenticatorOutputs.class,
            CredentialProtectionPolicy.class,
            UvmEntries.class,
            UvmEntry.class
        },
        classNames = {
            "com.webauthn4j.data.attestation.authenticator.AbstractCOSEKey",
            "com.webauthn4j.converter.jackson.deserializer.cbor.COSEKeyEnvelope",
            "com.webauthn4j.converter.jackson.deserializer.cbor.AuthenticationExtensionsAuthenticatorOutputsEnvelope"
        })
final class WebAuthnHints {

    private WebAuthnHints() {}
}
