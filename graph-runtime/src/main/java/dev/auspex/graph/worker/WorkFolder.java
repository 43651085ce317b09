package dev.auspex.graph.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

/** The folder of one worker, which no other user can access. */
final class WorkFolder {

    private static final Logger LOG = Logger.getLogger(WorkFolder.class);

    /**
     * The path of a Unix socket can have 107 bytes, and the names of the folder and of the socket need some of them.
     */
    private static final int LONGEST_PARENT = 70;

    private WorkFolder() {}

    /** Creates a folder with an empty folder {@code root} in it. */
    static Path create() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        Path parent = temporary.toString().length() > LONGEST_PARENT ? Path.of("/tmp") : temporary;
        Path folder = Files.createTempDirectory(
                parent,
                "auspex-worker-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(folder.resolve("root"));
        return folder;
    }

    static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warnf("work folder of a worker was not deleted folder=%s cause=%s", folder, e.getMessage());
        }
    }
}
