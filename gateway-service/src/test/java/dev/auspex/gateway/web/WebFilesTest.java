package dev.auspex.gateway.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.auspex.gateway.asset.Asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class WebFilesTest {

    @TempDir
    Path folder;

    @Test
    void isNoBuildWithoutIndex() throws Exception {
        assertNull(WebFiles.read(folder, 1000).index());
        assertNull(WebFiles.read(folder.resolve("absent"), 1000).index());
    }

    @Test
    void doesNotFollowLinksOut() throws Exception {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "x");
        Path web = Files.createDirectory(folder.resolve("web"));
        Files.writeString(web.resolve("index.html"), "i");
        Files.createSymbolicLink(web.resolve("link"), secret);

        // When
        WebFiles files = WebFiles.read(web, 1000);

        // Then
        assertNotNull(files.index());
        assertNull(files.find("/link"));
        assertNull(files.find("/../secret"));
    }

    @Test
    void refusesMoreThanFitsInMemory() throws Exception {
        Files.writeString(folder.resolve("index.html"), "too long");

        assertThrows(IOException.class, () -> WebFiles.read(folder, 7));
    }

    @Test
    void compressesOnlyWhatGainsByIt() {
        assertNull(Asset.of("a.js", Asset.IMMUTABLE, new byte[10]).gzip());
        assertNull(Asset.of("a.png", Asset.IMMUTABLE, new byte[10_000]).gzip());
        Asset script = Asset.of("a.js", Asset.IMMUTABLE, new byte[10_000]);
        assertNotNull(script.gzip());
        assertEquals(script.plain().length() + script.gzip().length(), script.sizeBytes());
    }
}
