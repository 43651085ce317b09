package dev.auspex.localstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

import dev.auspex.localstack.StackException;

/** A file that only its owner can read (mode 600). */
public final class SecretFile {

    private final Path path;

    private SecretFile(Path path) {
        this.path = path;
    }

    public static SecretFile at(Path path) {
        return new SecretFile(path.toAbsolutePath());
    }

    public Path path() {
        return path;
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /** Returns its content. If the file does not exist, writes the supplied content first. */
    public String orCreate(Supplier<String> content) {
        if (!exists()) {
            write(content.get());
        }
        return read();
    }

    public String read() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new StackException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Deletes the file. Does nothing if it does not exist. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new StackException(path + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Writes the file atomically. */
    public void write(String content) {
        try {
            Files.createDirectories(path.getParent());
            Path half = Files.createTempFile(
                    path.getParent(),
                    "secret",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(half, content);
            Files.move(half, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException(path + " cannot be written: " + e.getMessage(), e);
        }
    }
}
