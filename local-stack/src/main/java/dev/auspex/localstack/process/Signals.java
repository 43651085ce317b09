package dev.auspex.localstack.process;

import java.io.IOException;

import dev.auspex.localstack.StackException;

/** Signals beyond the two that Java can send. */
final class Signals {

    private Signals() {}

    /** Sends a signal such as {@code INT}; nothing happens when the process is gone. */
    static void send(String signal, long pid) {
        try {
            // The shell's own kill: a machine may have no program of that name.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("signal " + signal + " cannot be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
