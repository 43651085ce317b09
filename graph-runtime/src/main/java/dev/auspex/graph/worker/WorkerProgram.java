package dev.auspex.graph.worker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Starts this program again for a tenant's graphs: the native executable itself, or this Java with the same jar or
 * class path. The process has a small heap, a clean environment, no privileges, and sees only what {@link Sandbox}
 * lets it see of the machine.
 */
public final class WorkerProgram {

    /** Environment variables that a process needs to start. No secrets are among them. */
    private static final List<String> ENVIRONMENT = List.of("PATH", "LD_LIBRARY_PATH", "LANG");

    private static final String LIBRARY_PATH = "onnxruntime.native.path";
    private static final String SELF = "/proc/self/exe";
    private static final int NICENESS = 5;
    /** Address space in bytes for threads, code and classes. The heap and the memory of graphs are added to it. */
    private static final long ADDRESS_SPACE = 2L << 30;
    /**
     * The part of it for the image heap of a native executable. Without a limit, an executable would reserve as much as
     * the machine has, and not start.
     */
    private static final long IMAGE_SPACE = 1L << 30;

    private final String mainClass;
    private @Nullable Sandbox sandbox;

    /** @param mainClass main class if this program runs from a class path */
    public WorkerProgram(String mainClass) {
        this.mainClass = mainClass;
    }

    /** Determines the sandbox with the first process, so that the start of this program does not wait for it. */
    private synchronized Sandbox sandbox() {
        if (sandbox == null) {
            sandbox = Sandbox.strongest();
        }
        return sandbox;
    }

    /** Returns the name of the sandbox that confines workers here, for logs and health checks. */
    public String confinement() {
        return sandbox().name();
    }

    /**
     * Returns a process that is ready to start.
     *
     * @param work        its folder, with an empty folder {@code root} in it
     * @param seen        what it may read in addition to its own files
     * @param heapBytes   maximum heap
     * @param memoryBytes memory that it may use; its address space is limited to this plus the heap and a fixed
     *     reserve, and beyond that allocations fail
     * @param arguments   its arguments
     * @throws IOException if the work folder cannot be written to
     */
    public ProcessBuilder process(Path work, List<Path> seen, long heapBytes, long memoryBytes, List<String> arguments)
            throws IOException {
        List<Path> all = new ArrayList<>(own());
        all.addAll(seen);
        List<String> command = new ArrayList<>();
        if (Sandbox.has("nice")) {
            command.addAll(List.of("nice", "-n", Integer.toString(NICENESS)));
        }
        if (Sandbox.has("prlimit")) {
            command.addAll(List.of(
                    "prlimit", "--core=0", "--nofile=1024", "--as=" + (memoryBytes + heapBytes + ADDRESS_SPACE)));
        }
        command.addAll(sandbox().before(work, all));
        command.addAll(program(work, heapBytes));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(ENVIRONMENT);
        // The C library would keep an arena for each thread and return none of its memory.
        environment.put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    /**
     * Returns the file where the system reports the memory of a process started this way: of the program itself, not of
     * the process that confines it.
     */
    public Path memoryOf(Process process) {
        long pid = sandbox().forks()
                ? process.children().findFirst().map(ProcessHandle::pid).orElse(process.pid())
                : process.pid();
        return Path.of("/proc", Long.toString(pid), "statm");
    }

    private List<String> program(Path work, long heapBytes) throws IOException {
        List<String> command = new ArrayList<>();
        String heap = "-Xmx" + Math.max(16, heapBytes >> 20) + "m";
        if (isNative()) {
            command.add(executable().toString());
            command.addAll(List.of(heap, "-XX:ReservedAddressSpaceSize=" + (heapBytes + IMAGE_SPACE)));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(
                    heap,
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CompressedClassSpaceSize=64m",
                    "-XX:ReservedCodeCacheSize=32m",
                    "-XX:-UsePerfData",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED"));
        }
        command.add("-Djava.io.tmpdir=" + work);
        command.add("-Duser.home=" + work);
        command.add("-DDJL_CACHE_DIR=" + work);
        libraries().ifPresent(folder -> command.add("-D" + LIBRARY_PATH + "=" + folder));
        if (!isNative()) {
            String classPath = System.getProperty("java.class.path");
            if (isRunner(classPath)) {
                command.addAll(
                        List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
            } else {
                // The class path is passed in a file, because ONNX Runtime 1.29 reads the command line of its process
                // and crashes if it is long.
                Path file = Files.writeString(
                        work.resolve("arguments"), "-cp \"" + classPath.replace("\\", "\\\\") + "\"\n");
                command.add("@" + file);
                command.add(mainClass);
            }
        }
        return command;
    }

    /** Returns the files and folders that the program itself needs. */
    private static List<Path> own() {
        Set<Path> own = new LinkedHashSet<>();
        libraries().ifPresent(own::add);
        if (isNative()) {
            own.add(executable());
            return List.copyOf(own);
        }
        own.add(Path.of(System.getProperty("java.home")));
        Path repository = Path.of(System.getProperty("user.home"), ".m2", "repository");
        String classPath = System.getProperty("java.class.path");
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            // The class path of a test has hundreds of jars there, so one mount covers them all.
            own.add(isRunner(classPath) ? path.getParent() : path.startsWith(repository) ? repository : path);
        }
        return own.stream().filter(Files::exists).toList();
    }

    private static Optional<Path> libraries() {
        return Optional.ofNullable(System.getProperty(LIBRARY_PATH))
                .map(folder -> Path.of(folder).toAbsolutePath().normalize());
    }

    private static boolean isNative() {
        return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }

    private static Path executable() {
        try {
            return Path.of(SELF).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("the executable of this process was not found", e);
        }
    }

    private static boolean isRunner(String classPath) {
        return classPath.endsWith("quarkus-run.jar") && !classPath.contains(File.pathSeparator);
    }
}
