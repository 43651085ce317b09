package dev.auspex.graph.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The content of a file that can be read again, without being kept in memory in between. */
@FunctionalInterface
public interface Content {

    /**
     * Reads the content.
     *
     * @throws IOException if the file can no longer be read, or has changed
     */
    byte[] read() throws IOException;

    /** Returns content that is kept in memory. */
    static Content of(byte[] bytes) {
        return () -> bytes;
    }

    /**
     * Returns the content of a file.
     *
     * @param known the content when it was checked; each later read must return the same
     */
    static Content of(Path file, byte[] known) {
        byte[] digest = sha256(known);
        return () -> {
            byte[] bytes = Files.readAllBytes(file);
            if (!Arrays.equals(sha256(bytes), digest)) {
                throw new IOException(file.getFileName() + " has changed since it was checked");
            }
            return bytes;
        };
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
        }
    }
}
