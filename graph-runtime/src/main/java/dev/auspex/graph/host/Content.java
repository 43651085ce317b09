package dev.auspex.graph.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Content of a file that may be wanted again, without being kept meanwhile. */
@FunctionalInterface
public interface Content {

    /** @throws IOException where it cannot be read any more, or has changed */
    byte[] read() throws IOException;

    /** Bytes that are kept. */
    static Content of(byte[] bytes) {
        return () -> bytes;
    }

    /**
     * A file.
     *
     * @param known what it held when it was checked; each later reading has to give the same
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
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
