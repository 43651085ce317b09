package dev.auspex.localstack.server;

import java.util.Optional;

import dev.auspex.localstack.process.ManagedProcess;

/** A part of the suite that can be stopped and started again on the same port and data. */
public interface Server {

    /** Returns the name that people use, such as {@code postgres}. */
    String name();

    /** Returns the port on 127.0.0.1. */
    int port();

    /**
     * Starts the server and waits until it answers.
     *
     * @throws dev.auspex.localstack.StackException if it does not start
     */
    void start();

    /** Returns its process once it was started, or empty if it runs inside this process. */
    Optional<ManagedProcess> process();

    /** Stops the server in an orderly way and waits for its end. Does nothing if it is not running. */
    void stop();
}
