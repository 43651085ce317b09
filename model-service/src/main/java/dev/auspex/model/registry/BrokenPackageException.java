package dev.auspex.model.registry;

/** A package cannot be served. The message says why, for whoever made the package. */
class BrokenPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    BrokenPackageException(String message) {
        super(message);
    }

    BrokenPackageException(String message, Throwable cause) {
        super(message, cause);
    }
}
