package dev.auspex.graph.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

import dev.auspex.graph.engine.EngineSettings;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;

/**
 * Runs graphs for a parent process, which sends requests over a Unix socket and ends this process. The settings arrive
 * on standard input, one line each, so that the list of processes shows none of them. When standard input ends, the
 * parent has ended, and this process exits as well.
 *
 * <p>Arguments: {@code worker SOCKET}.
 */
public final class WorkerCommand {

    /** The first argument. */
    public static final String NAME = "worker";

    /** The line that it prints once it listens. */
    static final String READY = "auspex-worker ready";

    static final int TOKEN_BYTES = 32;

    private WorkerCommand() {}

    /** Runs until the process is ended, and returns an exit code only if it does not start. */
    public static int run(String... args) {
        if (args.length != 2) {
            System.err.println("worker SOCKET");
            return 2;
        }
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            byte[] token = HexFormat.of().parseHex(line(told));
            InferenceEngine engine = new InferenceEngine(EngineSettings.forWorker(
                    Integer.parseInt(line(told)),
                    Boolean.parseBoolean(line(told)),
                    Duration.ofMillis(Long.parseLong(line(told))),
                    Long.parseLong(line(told))));
            engine.start();
            WorkerGraphs graphs = new WorkerGraphs(engine);
            try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                door.bind(UnixDomainSocketAddress.of(Path.of(args[1])));
                Thread.ofPlatform().name("parent").daemon().start(() -> endWith(told));
                System.out.println(READY);
                System.out.flush();
                while (true) {
                    SocketChannel caller = door.accept();
                    Thread.ofPlatform().name("caller").daemon().start(new WorkerSession(caller, token, graphs));
                }
            }
        } catch (IOException | GraphException | IllegalArgumentException e) {
            System.err.println("the worker cannot start: " + e.getMessage());
            return 1;
        }
    }

    private static String line(BufferedReader told) throws IOException {
        String line = told.readLine();
        if (line == null) {
            throw new IOException("standard input ended too early");
        }
        return line;
    }

    private static void endWith(BufferedReader told) {
        try {
            while (told.read() >= 0) {
                // No further input is expected.
            }
        } catch (IOException e) {
            System.err.println("the standard input of the worker failed: " + e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
