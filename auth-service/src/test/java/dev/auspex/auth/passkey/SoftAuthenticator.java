package dev.auspex.auth.passkey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.restassured.response.Response;

import dev.auspex.auth.AuthClient;

/** A browser with an authenticator in software, written from the specification and not with the library under test. */
public final class SoftAuthenticator {

    /** Of Web Authentication Level 3, section 6.1. */
    private static final int PRESENT = 1;

    private static final int VERIFIED = 1 << 2;
    private static final int BACKUP_ELIGIBLE = 1 << 3;
    private static final int BACKED_UP = 1 << 4;
    private static final int ATTESTED = 1 << 6;
    private static final int P256_BYTES = 32;
    private static final int ED25519_BYTES = 32;

    private final Kind kind;
    private final KeyPair keys;
    private final byte[] credentialId = bytes(UUID.randomUUID());

    private String origin = "http://localhost:8080";
    private String relyingParty = "localhost";
    private boolean verifies = true;
    private boolean copies = true;
    private boolean states;
    private long count;
    private byte[] userHandle = new byte[0];

    SoftAuthenticator() {
        this(Kind.ES256);
    }

    SoftAuthenticator(Kind kind) {
        this.kind = kind;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.generator);
            if (kind == Kind.ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kinds of keys, as COSE numbers them. */
    public enum Kind {
        ES256(-7, "EC", "SHA256withECDSA"),
        EDDSA(-8, "Ed25519", "Ed25519"),
        RS256(-257, "RSA", "SHA256withRSA");

        private final int algorithm;
        private final String generator;
        private final String signature;

        Kind(int algorithm, String generator, String signature) {
            this.algorithm = algorithm;
            this.generator = generator;
            this.signature = signature;
        }
    }

    /** One whose passkey an account has. */
    public static SoftAuthenticator add(AuthClient.Session session) {
        return add(session, Kind.ES256);
    }

    /** One with such a key whose passkey an account has; all but ES256 say something about their make. */
    public static SoftAuthenticator add(AuthClient.Session session, Kind kind) {
        SoftAuthenticator device = new SoftAuthenticator(kind).stating(kind != Kind.ES256);
        Response options = AuthClient.as(session)
                .body(Map.of("password", AuthClient.PASSWORD))
                .post("/api/v1/auth/passkeys/options");
        options.then().statusCode(200);
        AuthClient.as(session)
                .body(Map.of("name", "Laptop", "credential", device.create(options)))
                .post("/api/v1/auth/passkeys")
                .then()
                .statusCode(201);
        return device;
    }

    /** Signs in at the service under test. */
    public Response signIn() {
        return AuthClient.post("/login/passkey", get(AuthClient.post("/login/passkey/options", Map.of())));
    }

    SoftAuthenticator at(String newOrigin) {
        this.origin = newOrigin;
        return this;
    }

    SoftAuthenticator of(String newRelyingParty) {
        this.relyingParty = newRelyingParty;
        return this;
    }

    SoftAuthenticator verifying(boolean newVerifies) {
        this.verifies = newVerifies;
        return this;
    }

    SoftAuthenticator copying(boolean newCopies) {
        this.copies = newCopies;
        return this;
    }

    /** Whether it says something about its make unasked, signed by the credential itself, which browsers pass on. */
    SoftAuthenticator stating(boolean newStates) {
        this.states = newStates;
        return this;
    }

    SoftAuthenticator counting(long newCount) {
        this.count = newCount;
        return this;
    }

    SoftAuthenticator saying(byte[] newUserHandle) {
        this.userHandle = newUserHandle.clone();
        return this;
    }

    String id() {
        return text(credentialId);
    }

    /** Makes a credential as {@code navigator.credentials.create} does. */
    Map<String, Object> create(Response options) {
        userHandle = Base64.getUrlDecoder().decode(options.<String>path("user.id"));
        return create(options.<String>path("challenge"));
    }

    Map<String, Object> create(String challenge) {
        byte[] clientData = clientData("webauthn.create", challenge);
        return Map.of(
                "id",
                id(),
                "rawId",
                id(),
                "type",
                "public-key",
                "authenticatorAttachment",
                "platform",
                "clientExtensionResults",
                Map.of("credProps", Map.of("rk", true)),
                "response",
                Map.of(
                        "clientDataJSON",
                        text(clientData),
                        "attestationObject",
                        text(attestation(clientData)),
                        "transports",
                        List.of("internal", "hybrid"),
                        "publicKeyAlgorithm",
                        kind.algorithm));
    }

    /** Uses the credential as {@code navigator.credentials.get} does. */
    Map<String, Object> get(Response options) {
        return get(options.<String>path("challenge"));
    }

    Map<String, Object> get(String challenge) {
        byte[] clientData = clientData("webauthn.get", challenge);
        byte[] said = authenticatorData(false);
        Map<String, Object> response = new HashMap<>();
        response.put("clientDataJSON", text(clientData));
        response.put("authenticatorData", text(said));
        response.put("signature", text(sign(concat(said, sha256(clientData)))));
        response.put("userHandle", text(userHandle));
        return Map.of(
                "id",
                id(),
                "rawId",
                id(),
                "type",
                "public-key",
                "clientExtensionResults",
                Map.of(),
                "response",
                response);
    }

    private byte[] clientData(String type, String challenge) {
        return ("{\"type\":\"" + type + "\",\"challenge\":\"" + challenge + "\",\"origin\":\"" + origin
                        + "\",\"crossOrigin\":false,\"other_keys_can_be_added_here\":\"as browsers do\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] attestation(byte[] clientData) {
        byte[] said = authenticatorData(true);
        return cbor(cbor -> {
            cbor.writeStartObject(null, 3);
            cbor.writeStringField("fmt", states ? "packed" : "none");
            cbor.writeFieldName("attStmt");
            cbor.writeStartObject(null, states ? 2 : 0);
            if (states) {
                cbor.writeNumberField("alg", kind.algorithm);
                cbor.writeFieldName("sig");
                cbor.writeBinary(sign(concat(said, sha256(clientData))));
            }
            cbor.writeEndObject();
            cbor.writeFieldName("authData");
            cbor.writeBinary(said);
            cbor.writeEndObject();
        });
    }

    private byte[] authenticatorData(boolean attested) {
        int flags = PRESENT
                | (verifies ? VERIFIED : 0)
                | (copies ? BACKUP_ELIGIBLE | BACKED_UP : 0)
                | (attested ? ATTESTED : 0);
        byte[] head = ByteBuffer.allocate(37)
                .put(sha256(relyingParty.getBytes(StandardCharsets.UTF_8)))
                .put((byte) flags)
                .putInt((int) count)
                .array();
        return attested ? concat(head, credential()) : head;
    }

    private byte[] credential() {
        byte[] head = ByteBuffer.allocate(18 + credentialId.length)
                .put(new byte[16])
                .putShort((short) credentialId.length)
                .put(credentialId)
                .array();
        return concat(head, publicKey());
    }

    private byte[] publicKey() {
        return cbor(cbor -> {
            switch (keys.getPublic()) {
                case ECPublicKey key -> {
                    cbor.writeStartObject(null, 5);
                    number(cbor, 1, 2);
                    number(cbor, 3, kind.algorithm);
                    number(cbor, -1, 1);
                    binary(cbor, -2, unsigned(key.getW().getAffineX().toByteArray(), P256_BYTES));
                    binary(cbor, -3, unsigned(key.getW().getAffineY().toByteArray(), P256_BYTES));
                }
                case EdECPublicKey key -> {
                    cbor.writeStartObject(null, 4);
                    number(cbor, 1, 1);
                    number(cbor, 3, kind.algorithm);
                    number(cbor, -1, 6);
                    // The key's last 32 bytes in its X.509 form are the point as RFC 8032 writes it.
                    byte[] encoded = key.getEncoded();
                    binary(cbor, -2, Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length));
                }
                case RSAPublicKey key -> {
                    cbor.writeStartObject(null, 4);
                    number(cbor, 1, 3);
                    number(cbor, 3, kind.algorithm);
                    byte[] modulus = key.getModulus().toByteArray();
                    binary(cbor, -1, unsigned(modulus, key.getModulus().bitLength() / 8));
                    binary(cbor, -2, key.getPublicExponent().toByteArray());
                }
                default -> throw new IllegalStateException("no such kind of key");
            }
            cbor.writeEndObject();
        });
    }

    private static void number(CBORGenerator cbor, long label, long value) throws IOException {
        cbor.writeFieldId(label);
        cbor.writeNumber(value);
    }

    private static void binary(CBORGenerator cbor, long label, byte[] value) throws IOException {
        cbor.writeFieldId(label);
        cbor.writeBinary(value);
    }

    private static byte[] unsigned(byte[] number, int length) {
        byte[] bytes = new byte[length];
        int kept = Math.min(number.length, length);
        System.arraycopy(number, number.length - kept, bytes, length - kept, kept);
        return bytes;
    }

    private byte[] sign(byte[] data) {
        try {
            Signature signature = Signature.getInstance(kind.signature);
            signature.initSign(keys.getPrivate());
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Writing {
        void write(CBORGenerator cbor) throws IOException;
    }

    private static byte[] cbor(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator cbor = new CBORFactory().createGenerator(bytes)) {
            writing.write(cbor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] sha256(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
