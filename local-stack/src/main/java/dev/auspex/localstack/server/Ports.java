package dev.auspex.localstack.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import dev.auspex.localstack.StackException;

/** Finds and checks TCP ports of this machine. */
public final class Ports {

    private static final String LISTENING = "0A";

    /**
     * Operating systems give outgoing connections ports from 32768 upward. Such a connection could take a free port
     * before the server that it was found for listens on it, or while that server restarts.
     */
    private static final int LOWEST_FREE = 20_000;

    private static final int HIGHEST_FREE = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    /** Returns the given port, or a free one if it is 0. */
    public static int orFree(int port) {
        if (port != 0) {
            return port;
        }
        for (int i = 0; i < TRIES; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
            if (free(candidate)) {
                return candidate;
            }
        }
        throw new StackException("No port between " + LOWEST_FREE + " and " + HIGHEST_FREE + " is free.");
    }

    /** Returns whether no process listens on the port, on 127.0.0.1 or on all addresses. */
    public static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the process that listens on the port, if the system reports it (Linux, own processes). */
    public static Optional<ProcessHandle> holder(int port) {
        return socketInode(port).flatMap(Ports::holderOf);
    }

    /** Describes the process that listens on the port. */
    public static Optional<String> owner(int port) {
        return holder(port).map(process -> "process " + process.pid() + program(process));
    }

    /**
     * Describes the program of a process. All Java programs of this suite have the same name, so
     * their jars distinguish them.
     */
    private static String program(ProcessHandle process) {
        String command = process.info()
                .command()
                .map(path -> ", " + Path.of(path).getFileName())
                .orElse("");
        List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
        int jar = arguments.indexOf("-jar") + 1;
        return jar == 0 || jar >= arguments.size() ? command : command + " -jar " + arguments.get(jar);
    }

    private static Optional<String> socketInode(int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                Optional<String> inode = lines.skip(1)
                        .map(line -> line.trim().split("\\s+"))
                        .filter(fields -> fields[1].endsWith(local) && fields[3].equals(LISTENING))
                        .map(fields -> fields[9])
                        .findFirst();
                if (inode.isPresent()) {
                    return inode;
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<ProcessHandle> holderOf(String inode) {
        String socket = "socket:[" + inode + "]";
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process.pid(), socket))
                .findFirst();
    }

    private static boolean holds(long pid, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : files) {
                if (isLinkTo(file, socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
    }

    private static boolean isLinkTo(Path file, String target) {
        try {
            return Files.readSymbolicLink(file).toString().equals(target);
        } catch (IOException e) {
            return false;
        }
    }
}
