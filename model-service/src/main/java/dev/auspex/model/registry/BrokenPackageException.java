package dev.auspex.model.registry;

/** A package cannot be served. The message says why, for whoever made the package. */
public class BrokenPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    public BrokenPackageException(String message) {
        super(message);
    }

    public BrokenPackageException(String message, Throwable cause) {
        super(message, cause);
    }
}
