package dev.auspex.model.registry;

import dev.auspex.graph.worker.WorkerException;

/** A package cannot be served. The message says why, for whoever made the package. */
public class BrokenPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    public BrokenPackageException(String message) {
        super(message);
    }

    public BrokenPackageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether another attempt would end the same way: it would not where only its worker was not there. */
    public boolean lasting() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof WorkerException) {
                return false;
            }
        }
        return true;
    }
}
