package dev.auspex.localstack.server;

import java.util.Optional;

import dev.auspex.localstack.process.ManagedProcess;

/** A part of the suite that can be started and stopped again on the same port and data. */
public interface Server {

    /** Name as people write it, such as {@code postgres}. */
    String name();

    /** Port on 127.0.0.1. */
    int port();

    /**
     * Starts it and waits until it answers.
     *
     * @throws dev.auspex.localstack.StackException when it does not come up
     */
    void start();

    /** Its process, once started; empty where it runs inside this one. */
    Optional<ManagedProcess> process();

    /** Stops it in order and waits for its end; nothing happens when it does not run. */
    void stop();
}
