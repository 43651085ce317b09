package dev.auspex.localstack.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class SecretFileTest {

    @TempDir
    Path folder;

    @Test
    void isReadableForItsOwnerOnlyAndKeepsItsFirstContent() throws Exception {
        // Given
        Path path = folder.resolve("below/secret");
        SecretFile file = SecretFile.at(path);

        // When
        String first = file.orCreate(() -> "first");
        String second = file.orCreate(() -> "second");

        // Then
        assertEquals("first", first);
        assertEquals("first", second);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void isGoneOnceDeleted() {
        // Given
        SecretFile file = SecretFile.at(folder.resolve("secret"));
        file.write("content");

        // When
        file.delete();
        file.delete();

        // Then
        assertFalse(file.exists());
    }
}
