package dev.auspex.model.registry;

import dev.auspex.graph.worker.WorkerException;

/** Signals that a package cannot be served. The message gives the cause to the author of the package. */
public class BrokenPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    public BrokenPackageException(String message) {
        super(message);
    }

    public BrokenPackageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns whether another attempt would fail in the same way. If only a worker process failed, it may succeed. */
    public boolean lasting() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof WorkerException) {
                return false;
            }
        }
        return true;
    }
}
