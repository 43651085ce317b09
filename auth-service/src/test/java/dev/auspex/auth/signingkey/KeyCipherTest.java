package dev.auspex.auth.signingkey;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeyCipherTest {

    private static final byte[] SECRET = "the private key".getBytes(UTF_8);

    private final KeyCipher cipher = KeyCipher.of(Optional.of(base64((byte) 1, 32)));

    @Test
    void opensWhatItSealed() {
        // Given
        byte[] sealed = cipher.encrypt(SECRET, "kid-1");

        // When
        byte[] opened = cipher.decrypt(sealed, "kid-1");

        // Then
        assertArrayEquals(SECRET, opened);
        assertFalse(new String(sealed, UTF_8).contains("private"));
    }

    @Test
    void sealsDifferentlyEachTime() {
        assertFalse(Arrays.equals(cipher.encrypt(SECRET, "kid-1"), cipher.encrypt(SECRET, "kid-1")));
    }

    @Test
    void namesTheVariableWhenTheKeyIsAnother() {
        // Given
        byte[] sealed = cipher.encrypt(SECRET, "kid-1");
        KeyCipher other = KeyCipher.of(Optional.of(base64((byte) 2, 32)));

        // When
        var failure = assertThrows(IllegalStateException.class, () -> other.decrypt(sealed, "kid-1"));

        // Then
        assertTrue(failure.getMessage().startsWith("AUSPEX_KEY_ENCRYPTION_KEY cannot decrypt the signing key kid-1"));
    }

    @Test
    void refusesAnotherKeysRow() {
        // Given
        byte[] sealed = cipher.encrypt(SECRET, "kid-1");

        // When, Then
        assertThrows(IllegalStateException.class, () -> cipher.decrypt(sealed, "kid-2"));
    }

    @Test
    void refusesChangedBytes() {
        // Given
        byte[] sealed = cipher.encrypt(SECRET, "kid-1");
        sealed[sealed.length - 1] ^= 1;

        // When, Then
        assertThrows(IllegalStateException.class, () -> cipher.decrypt(sealed, "kid-1"));
    }

    @Test
    void refusesUnknownForms() {
        // Given
        byte[] sealed = cipher.encrypt(SECRET, "kid-1");
        sealed[0] = 9;

        // When, Then
        assertThrows(IllegalStateException.class, () -> cipher.decrypt(sealed, "kid-1"));
        assertThrows(IllegalStateException.class, () -> cipher.decrypt(new byte[] {1, 2, 3}, "kid-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "not base64!", "c2hvcnQ="})
    void saysHowToMakeAKeyWhenItIsAbsentOrMalformed(String given) {
        // When
        var failure = assertThrows(IllegalStateException.class, () -> KeyCipher.of(Optional.of(given)));

        // Then
        assertTrue(failure.getMessage().startsWith("AUSPEX_KEY_ENCRYPTION_KEY "), failure.getMessage());
        assertTrue(failure.getMessage().endsWith("openssl rand -base64 32"), failure.getMessage());
        assertFalse(failure.getMessage().contains("c2hvcnQ"), failure.getMessage());
    }

    @Test
    void saysHowToMakeAKeyWhenThereIsNone() {
        assertThrows(IllegalStateException.class, () -> KeyCipher.of(Optional.empty()));
    }

    private static String base64(byte fill, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, fill);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
