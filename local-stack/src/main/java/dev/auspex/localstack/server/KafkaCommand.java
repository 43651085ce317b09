package dev.auspex.localstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.common.utils.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs Kafka in its own process. The supervisor starts it, not a person. */
@Command(name = "kafka", hidden = true, description = "Runs Kafka until it receives a signal to stop.")
public final class KafkaCommand implements Callable<Integer> {

    /**
     * Environment variable with the users. They are not an argument, because others may read
     * the arguments of a process.
     */
    public static final String USERS = "AUSPEX_KAFKA_USERS";

    /** Exit code if the data is damaged, so that Kafka cannot start with it. */
    public static final int DAMAGED = 65;

    @Option(names = "--data", required = true, description = "Data folder.")
    private Path data;

    @Option(names = "--port", required = true, description = "Port for clients.")
    private int port;

    @Option(names = "--controller-port", required = true, description = "Port for the controller.")
    private int controllerPort;

    @Option(
            names = "--ready-file",
            required = true,
            description =
                    "File that is created when Kafka is ready, with the number of damaged places that Kafka removed.")
    private Path readyFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        KafkaDamage damage = new KafkaDamage(data.toAbsolutePath());
        damage.listen();
        // Kafka itself ends the process if its data fails, so only the exit code can tell why.
        Exit.setHaltProcedure((code, message) -> end(damage, null, code));
        Exit.setExitProcedure((code, message) -> end(damage, null, code));
        KafkaBroker broker = new KafkaBroker(data, port, controllerPort, KafkaUsers.parse(System.getenv(USERS)));
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            broker.start();
        } catch (RuntimeException | Error e) {
            if (damage.found(e).isPresent()) {
                end(damage, e, 1);
            }
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            broker.stop();
            stopped.countDown();
        }));
        Path half = readyFile.resolveSibling(readyFile.getFileName() + ".new");
        Files.writeString(half, Integer.toString(damage.cuts()));
        Files.move(half, readyFile, StandardCopyOption.ATOMIC_MOVE);
        stopped.await();
        return 0;
    }

    private static void end(KafkaDamage damage, Throwable failure, int code) {
        Optional<String> found = code == 0 ? Optional.empty() : damage.found(failure);
        found.ifPresent(what -> {
            System.err.println("auspex: The data of Kafka is damaged: " + what);
            System.err.flush();
        });
        // Shutdown hooks would wait for the very threads that called this, so none run.
        Runtime.getRuntime().halt(found.isPresent() ? DAMAGED : code);
    }
}
