package dev.auspex.localstack.process;

import java.io.IOException;

import dev.auspex.localstack.StackException;

/** Sends signals beyond the two that Java can send. */
final class Signals {

    private Signals() {}

    /** Sends a signal such as {@code INT}. Does nothing if the process has ended. */
    static void send(String signal, long pid) {
        try {
            // Uses the shell's own kill, because a machine may have no program of that name.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new StackException("Signal " + signal + " cannot be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
