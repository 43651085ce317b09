package dev.auspex.localstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kafka in a process of its own; the supervisor starts it, people do not. */
@Command(name = "kafka", hidden = true, description = "Runs Kafka until it is told to stop.")
public final class KafkaCommand implements Callable<Integer> {

    @Option(names = "--data", required = true, description = "Data folder.")
    private Path data;

    @Option(names = "--port", required = true, description = "Port for clients.")
    private int port;

    @Option(names = "--controller-port", required = true, description = "Port for the controller.")
    private int controllerPort;

    @Option(names = "--ready-file", required = true, description = "File that is made when it is ready.")
    private Path readyFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        KafkaBroker broker = new KafkaBroker(data, port, controllerPort);
        CountDownLatch stopped = new CountDownLatch(1);
        broker.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            broker.stop();
            stopped.countDown();
        }));
        Files.writeString(readyFile, Long.toString(ProcessHandle.current().pid()));
        stopped.await();
        return 0;
    }
}
